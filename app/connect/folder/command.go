package folder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"time"

	"lockstep/app/lockstep"
)

// outputKept is how much of the end of a command's output is kept, in bytes.
const outputKept = 4 << 10

// tail keeps the end of what is written to it.
type tail struct {
	kept []byte
	cut  bool
}

func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - outputKept; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
		t.cut = true
	}
	return len(p), nil
}

func (t *tail) String() string {
	s := strings.TrimSpace(strings.ToValidUTF8(string(t.kept), "\uFFFD"))
	if t.cut {
		return "… " + s
	}
	return s
}

// run runs a command line in a folder. The error says why it failed; output is the end of what it printed.
func run(ctx context.Context, line, folder string) (output string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var printed tail
	cmd := shell(ctx, line)
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, &printed, &printed
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("it did not end within %v", patience)
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.Is(err, exec.ErrWaitDelay):
		err = nil // it ended well, and left something running that holds its output open
	}
	return printed.String(), err
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
	var said tail
	// What an answer that broke off said is still worth showing; its status is what counts.
	_, _ = io.Copy(&said, io.LimitReader(answer.Body, 1<<20))
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return said.String(), fmt.Errorf("the answer was %s", answer.Status)
	}
	return "", nil
}
