package rest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lockstep/app/connect/rest"
	"lockstep/app/lockstep"
)

func words() rest.Words {
	return rest.Words{System: "the shop", Absent: "no shop", Rights: "Only its owner may.", Root: "/shop/v1", Told: func([]byte) string { return "" }}
}

func TestAnAddressIsReadAsPeopleWriteIt(t *testing.T) {
	for address, path := range map[string]string{
		"https://shop.example":              "",
		"https://shop.example/":             "",
		"https://shop.example/shop/v1":      "",
		"https://shop.example/eu/shop/v1/":  "/eu",
		"http://127.0.0.1:8090/inner/place": "/inner/place",
	} {
		c, err := rest.New(words(), address, "")
		if err != nil || c.Base.Path != path {
			t.Errorf("%s: %v, %v; want the path %q", address, c, err, path)
		}
	}
	for _, address := range []string{"", "shop.example", "ftp://shop.example", "https://ada:secret@shop.example", "https://shop.example/?token=secret", "https://", "https://shop.example/#a"} {
		_, err := rest.New(words(), address, "")
		if !errors.Is(err, lockstep.Invalid) || strings.Contains(fmt.Sprint(err), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestOnlyWhatLeavesThisComputerInTheClearIsWarnedOf(t *testing.T) {
	for address, clear := range map[string]bool{
		"http://shop.example": true, "http://192.168.1.4:80": true, "https://shop.example": false,
		"http://localhost:80": false, "http://127.0.0.9": false, "http://[::1]:80": false,
	} {
		c, err := rest.New(words(), address, "")
		if err != nil || c.InClear() != clear {
			t.Errorf("%s: %v, %v", address, c.InClear(), err)
		}
	}
}

func TestAnAnswerIsReadNoFurtherThanItMayBeLong(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 65 {
			if _, err := w.Write(bytes.Repeat([]byte("a"), 1<<20)); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	c, err := rest.New(words(), server.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Send(t.Context(), rest.Request{Method: http.MethodGet, Path: "/"})
	if !errors.Is(err, lockstep.Unreachable) || !strings.Contains(err.Error(), "more than 64 MB") {
		t.Error(err)
	}
}

func TestACertificateThatIsNotTrustedIsTold(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	c, err := rest.New(words(), server.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Send(t.Context(), rest.Request{Method: http.MethodPut, Path: "/", Body: []byte("{}")})
	var f *rest.Fault
	if !errors.As(err, &f) || f.Doubtful || !strings.Contains(err.Error(), "is not trusted") {
		t.Error(err)
	}
}

func TestAWriteUnderWayOutlivesAStop(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	own, done := rest.Finishing(ctx)
	stop()
	if own.Err() != nil {
		t.Error("the write ended with the run")
	}
	done()
	if own.Err() == nil {
		t.Error("what was answered is still waited for")
	}
}
