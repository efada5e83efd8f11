package pocketbase

import (
	"context"
	"net/http"
	"regexp"
	"sync"

	"lockstep/app/connect/rest"
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
	script := dashboardScript.FindSubmatch(c.dashboard(ctx, ""))
	if script == nil {
		return unsaid
	}
	address := c.client.Base.JoinPath("_", string(script[1])).String()
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
	response, err := c.client.Send(ctx, rest.Request{Method: http.MethodGet, Path: "/_/" + file})
	if err != nil {
		return nil
	}
	return response.Body
}
