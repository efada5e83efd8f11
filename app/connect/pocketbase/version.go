package pocketbase

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"sync"
)

// PocketBase's API does not say which version it is. Its dashboard does, at the foot of each page.
var (
	dashboardScript = regexp.MustCompile(`src="\./(assets/[\w.-]+\.js)"`)
	dashboardFooter = regexp.MustCompile(`PocketBase v(\d+\.\d+\.\d+[\w.-]*)`)
)

// unsaid is the version of an instance whose dashboard cannot be read: what its API shows is of these.
const unsaid = "0.23 or later"

// versions are those that were read, by the address of the script, in whose name is a sum of its content: it is a megabyte.
var versions sync.Map

// version reads which version an instance is.
func (c *connector) version(ctx context.Context) string {
	script := dashboardScript.FindSubmatch(c.dashboard(ctx, "/"))
	if script == nil {
		return unsaid
	}
	address := c.client.base.JoinPath("_", string(script[1])).String()
	if known, ok := versions.Load(address); ok {
		return known.(string)
	}
	said := dashboardFooter.FindSubmatch(c.dashboard(ctx, string(script[1])))
	if said == nil {
		return unsaid
	}
	versions.Store(address, string(said[1]))
	return string(said[1])
}

// dashboard is a file of the dashboard; nil where it cannot be read, which is no failure: it may be shut off.
func (c *connector) dashboard(ctx context.Context, file string) []byte {
	const most = 8 << 20
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.client.base.JoinPath("_", file).String(), nil)
	if err != nil {
		return nil
	}
	response, err := c.client.http.Do(request)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	b, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err != nil || response.StatusCode != http.StatusOK {
		return nil
	}
	return b
}
