package keyring

import (
	"errors"
	"testing"
	"time"

	system "github.com/zalando/go-keyring"
)

// mocked replaces the system's keychain by one in memory that is reachable.
func mocked(t *testing.T) {
	t.Helper()
	system.MockInit()
	t.Setenv("LOCKSTEP_KEYCHAIN", "")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
}

func TestWhatIsSetIsGot(t *testing.T) {
	mocked(t)
	var k Keychain
	if !k.Available() {
		t.Fatal("not available")
	}
	if err := k.Set("Lockstep", "a", "one"); err != nil {
		t.Fatal(err)
	}
	if err := k.Set("Lockstep", "b", "two"); err != nil {
		t.Fatal(err)
	}
	if secret, err := k.Get("Lockstep", "a"); err != nil || secret != "one" {
		t.Errorf("got %q, %v", secret, err)
	}
	if _, err := k.Get("Lockstep", "c"); err == nil {
		t.Error("what was never set is got")
	}
}

func TestTheKeychainCanBeTurnedOff(t *testing.T) {
	mocked(t)
	t.Setenv("LOCKSTEP_KEYCHAIN", Off)
	var k Keychain
	if k.Available() {
		t.Error("it is available")
	}
	if err := k.Set("Lockstep", "a", "one"); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	if _, err := k.Get("Lockstep", "a"); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
}

func TestAKeychainThatDoesNotAnswerIsGivenUp(t *testing.T) {
	silent := make(chan struct{})
	defer close(silent)
	_, err := within(time.Millisecond, func() (string, error) {
		<-silent
		return "late", nil
	})
	if err == nil {
		t.Error("it was waited for for ever")
	}
	if secret, err := within(time.Minute, func() (string, error) { return "in time", nil }); err != nil || secret != "in time" {
		t.Errorf("got %q, %v", secret, err)
	}
}
