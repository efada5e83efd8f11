// Package keyring reaches the operating system's keychain: the Secret Service on Linux, the Keychain on macOS, the
// Credential Manager on Windows. It knows nothing of what is kept there. It never waits for ever, and it never starts
// a session bus of its own: where nobody is logged in there is no keychain.
package keyring

import (
	"errors"
	"fmt"
	"os"
	"time"

	system "github.com/zalando/go-keyring"
)

// Off is the value of the environment variable LOCKSTEP_KEYCHAIN that turns the keychain off.
const Off = "off"

// The keychain is waited for as long as a person needs to type a password, and where no window can be shown that would
// ask for one, as long as a busy computer needs.
const (
	patience        = 30 * time.Second
	patienceUnasked = 5 * time.Second
)

// ErrUnavailable says that there is no keychain here, or that it was turned off.
var ErrUnavailable = errors.New("no keychain answers here")

// Keychain is the keychain of the person who is logged in. The zero value is ready.
type Keychain struct {
	Quiet bool // it is not there while it is locked: nobody is asked for its password
}

// Available says that there may be a keychain. Whether it is unlocked shows when it is asked.
func (k Keychain) Available() bool {
	return os.Getenv("LOCKSTEP_KEYCHAIN") != Off && reachable() && !(k.Quiet && locked())
}

// Get gives the secret of a name.
func (k Keychain) Get(service, name string) (string, error) {
	if !k.Available() {
		return "", ErrUnavailable
	}
	return within(waiting(), func() (string, error) { return system.Get(service, name) })
}

// Set keeps the secret under a name.
func (k Keychain) Set(service, name, secret string) error {
	if !k.Available() {
		return ErrUnavailable
	}
	_, err := within(waiting(), func() (string, error) { return "", system.Set(service, name, secret) })
	return err
}

// waiting is how long the keychain is waited for here.
func waiting() time.Duration {
	if asks() {
		return patience
	}
	return patienceUnasked
}

// within gives up on ask after a time. What it asked for may still happen later.
func within(patience time.Duration, ask func() (string, error)) (string, error) {
	type answer struct {
		secret string
		err    error
	}
	answers := make(chan answer, 1) // so that a late answer does not wait for someone to take it
	go func() {
		secret, err := ask()
		answers <- answer{secret, err}
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case a := <-answers:
		return a.secret, a.err
	case <-timer.C:
		return "", fmt.Errorf("the keychain did not answer within %v", patience)
	}
}
