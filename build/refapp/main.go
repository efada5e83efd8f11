// Command refapp runs the reference app of the HTTP contract on a free port of loopback. It says its URL on standard output,
// and ends when its standard input does, so that it never outlives what started it. Run it in the root:
//
//	go run ./build/refapp DATABASE
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"lockstep/app/connect/httpapi/refapp"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("say where its database is: refapp DATABASE")
	}
	app, err := refapp.Open(context.Background(), args[0])
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: app.Handler()}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // its end is all that is waited for
		_ = server.Close()
	}()
	fmt.Printf("http://%s\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return app.Close()
}
