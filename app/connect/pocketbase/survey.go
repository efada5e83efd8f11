package pocketbase

import (
	"context"
	"errors"
	"net/http"

	"lockstep/app/lockstep"
)

// Survey signs in, and asks whether this account may do what only a superuser may.
func (c *connector) Survey(ctx context.Context) (lockstep.Survey, error) {
	found := lockstep.Survey{Version: c.version(ctx)}
	var got any
	err := c.client.get(ctx, "/api/settings", nil, &got)
	var a *answer
	switch {
	case errors.As(err, &a) && a.Status == http.StatusForbidden:
		found.Rights, found.Why = lockstep.MayRead, err.Error()
	case err != nil:
		return found, err
	default:
		found.Rights = lockstep.MayWrite
	}
	found.Clock = c.client.Clock()
	found.Notes = append(found.Notes, "What Lockstep writes leaves no migration file, also where the instance makes them by itself; those that are there run as before.")
	if c.client.InClear() {
		found.Notes = append(found.Notes, "The password goes to "+c.client.Base.Host+" in the clear, as the URL is http. Use https.")
	}
	return found, nil
}
