package folder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"lockstep/app/lockstep"
	"lockstep/app/process"
)

// outputKept is how much of the end of a command's output is kept, in bytes.
const outputKept = 4 << 10

// run runs a command line in a folder. The error says why it failed; output is the end of what it printed.
func run(ctx context.Context, line, folder string) (output string, err error) {
	return process.Run(ctx, process.Command{Shell: line, Dir: folder, Timeout: patience, Keep: outputKept})
}

// failure is the end of a sentence on a command or a request that failed.
func failure(err error, output string) string {
	if output == "" {
		return fmt.Sprintf("%v, and said nothing", err)
	}
	return fmt.Sprintf("%v: %s", err, output)
}

// ClearCache runs the command, or sends the request, that makes the system use what was written.
func (c *connector) ClearCache(ctx context.Context) error {
	if c.cache == "" {
		return nil
	}
	s, err := c.site()
	if err != nil {
		return err
	}
	output, err := c.clear(ctx, s)
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("clear the cache: %w", ctx.Err())
	}
	return lockstep.Errorf(lockstep.Unreachable, "%q failed (%s). What was written stays written. Mend %q in the slot's settings, or its system, then clear the cache again.", c.called, failure(err, output), cacheLabel)
}

func (c *connector) clear(ctx context.Context, s site) (output string, err error) {
	if isAddress(c.cache) {
		return post(ctx, c.cache)
	}
	return run(ctx, c.cache, s.dir)
}

// isAddress tells an address to post to from a command.
func isAddress(cache string) bool {
	return strings.HasPrefix(cache, "http://") || strings.HasPrefix(cache, "https://")
}

func post(ctx context.Context, address string) (output string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, nil)
	if err != nil {
		return "", errors.New("the address cannot be read")
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		var inner *url.Error
		if errors.As(err, &inner) {
			err = inner.Err // without the address, which may hold a secret
		}
		return "", err
	}
	defer answer.Body.Close()
	said := process.Tail{Most: outputKept}
	// What an answer that broke off said is still worth showing; its status is what counts.
	_, _ = io.Copy(&said, io.LimitReader(answer.Body, 1<<20))
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return said.String(), fmt.Errorf("the answer was %s", answer.Status)
	}
	return "", nil
}
