package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/postgres"
	"lockstep/app/connect/sqldb/postgres/pgtest"
	"lockstep/app/lockstep"
)

func TestSettingsThatMakeNoSenseAreRefusedWithoutSayingAPassword(t *testing.T) {
	const secret = "s3cret"
	for _, settings := range []lockstep.Settings{
		{},
		{"host": "db.example", "database": "shop"},
		{"host": "db.example", "user": "ada"},
		{"host": "db.example", "user": "ada", "database": "shop", "port": "none"},
		{"host": "db.example", "user": "ada", "database": "shop", "port": "0"},
		{"host": "db.example", "user": "ada", "database": "shop", "tls": "prefer"},
		{"host": "db.example", "user": "ada", "database": "shop", "ca": "/no/such/file"},
		{"url": "postgres://ada:" + secret + "@db.example/shop"},
		{"url": "postgres://ada@db.example/shop?password=" + secret},
		{"url": "postgres://ada@db.example/shop?sslmode=prefer"},
		{"url": "mysql://ada@db.example/shop"},
		{"url": "postgres://ada@db.example"},
		{"url": "postgres://ada@db.example/shop", "host": "other.example"},
	} {
		_, err := postgres.Driver().Open(t.Context(), slot(), lockstep.Connection{Settings: settings, Secrets: lockstep.Settings{"password": secret}})
		if !errors.Is(err, lockstep.Invalid) || strings.Contains(err.Error(), secret) {
			t.Errorf("%v: %v", settings, err)
		}
	}
	for _, schemas := range []string{"pg_catalog", "information_schema", "a\na"} {
		if err := postgres.Driver().Check(lockstep.Slot{Settings: lockstep.Settings{"schemas": schemas}}); !errors.Is(err, lockstep.Invalid) {
			t.Errorf("%q: %v", schemas, err)
		}
	}
}

func TestWhyADatabaseIsNotReachedIsSaid(t *testing.T) {
	d := pgtest.New(t)
	t.Setenv("PGHOST", "elsewhere.invalid")
	t.Setenv("PGPASSWORD", pgtest.Password)
	t.Setenv("PGSSLMODE", "require")
	missing := *d
	missing.Name = "nothing_here"
	dead := as(d, pgtest.User, pgtest.Password)
	dead.Settings["port"] = "1"
	plain := to(d)
	plain.Settings["tls"], plain.Settings["port"] = "verify-full", strconv.Itoa(unencrypted(t))
	encrypted := to(d)
	encrypted.Settings["tls"] = "verify-full"
	otherName := to(d)
	otherName.Settings["tls"], otherName.Settings["host"], otherName.Settings["ca"] = "verify-full", "localhost", pgtest.Authority(t)
	for name, c := range map[string]struct {
		connection lockstep.Connection
		code       lockstep.Code
		said       string
	}{
		"the password is wrong":         {as(d, pgtest.User, "wr0ng"), lockstep.Denied, "does not let postgres in"},
		"there is no password":          {as(d, pgtest.User, ""), lockstep.Denied, "does not let postgres in"},
		"nobody is called so":           {as(d, "nobody", "x"), lockstep.Denied, "does not let nobody in"},
		"there is no database":          {to(&missing), lockstep.NotFound, "There is no database nothing_here"},
		"nothing listens":               {dead, lockstep.Unreachable, "does not answer"},
		"nothing is encrypted":          {plain, lockstep.Unreachable, "does not encrypt"},
		"nobody knows its authority":    {encrypted, lockstep.Unreachable, "is not trusted"},
		"its certificate is of another": {otherName, lockstep.Unreachable, "is not trusted"},
	} {
		t.Run(name, func(t *testing.T) {
			connector := connecttest.Open(t, postgres.Driver(), slot(), c.connection)
			_, err := connector.Capture(t.Context())
			if !errors.Is(err, c.code) || !strings.Contains(err.Error(), c.said) || strings.Contains(err.Error(), "wr0ng") {
				t.Errorf("got %v", err)
			}
		})
	}
	address := "postgres://postgres@" + net.JoinHostPort(pgtest.Host, strconv.Itoa(d.Port)) + "/" + d.Name + "?sslmode=disable"
	byURL := lockstep.Connection{Settings: lockstep.Settings{"url": address}, Secrets: lockstep.Settings{"password": pgtest.Password}}
	connecttest.Capture(t, connecttest.Open(t, postgres.Driver(), slot(), byURL))
}

// unencrypted is the port of a server that does not encrypt.
func unencrypted(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", pgtest.Host+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = client.Read(make([]byte, 8))
			_, _ = client.Write([]byte("N"))
			_ = client.Close()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func TestAnEncryptedConnectionIsVerifiedUnlessTurnedOff(t *testing.T) {
	d := pgtest.New(t)
	for mode, ca := range map[string]string{"verify-full": pgtest.Authority(t), "require": "", "off": "", "": ""} {
		var seen atomic.Bool
		connection := to(d)
		connection.Settings["tls"], connection.Settings["ca"] = mode, ca
		connection.Settings["port"] = strconv.Itoa(between(t, d.Port, func(sent []byte) bool {
			if bytes.Contains(sent, []byte("pg_catalog")) {
				seen.Store(true)
			}
			return false
		}))
		connecttest.Capture(t, connecttest.Open(t, postgres.Driver(), slot(), connection))
		if want := mode == "off" || mode == ""; seen.Load() != want {
			t.Errorf("%q: what is sent can be read: %t, want %t", mode, seen.Load(), want)
		}
	}
}

func TestADatabaseThatTakesNoChangesIsOnlyRead(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, "CREATE TABLE a (id integer)")
	into.Exec(t, "ALTER DATABASE "+into.Name+" SET default_transaction_read_only = on")
	connector := open(t, into)
	survey, err := connector.(lockstep.Surveyor).Survey(t.Context())
	if err != nil || survey.Rights != lockstep.MayRead || survey.Why == "" || !strings.HasPrefix(survey.Version, "15.") || !survey.Clock.Known || survey.Clock.Off() {
		t.Error(survey, err)
	}
	if notes := strings.Join(survey.Notes, " "); !strings.Contains(notes, "There is no schema audit") || !strings.Contains(notes, "encoding is UTF8") {
		t.Error(notes)
	}
	want, changes := prepared(t, into, capture(t, from))
	problems, err := connector.Validate(t.Context(), want, changes)
	if err != nil || !strings.Contains(said(problems, lockstep.Blocks), "takes no change") {
		t.Error(problems, err)
	}
	if err := connector.Apply(t.Context(), want, changes, connecttest.NoJournal{}); !errors.Is(err, lockstep.Denied) {
		t.Error(err)
	}
}

// between forwards a server's connections, and breaks one off after the server got what last says is the last.
func between(t *testing.T, port int, last func(sent []byte) bool) int {
	t.Helper()
	l, err := net.Listen("tcp", pgtest.Host+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", net.JoinHostPort(pgtest.Host, strconv.Itoa(port)))
			if err != nil {
				_ = client.Close()
				return
			}
			go forward(client, server, last)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func forward(client, server net.Conn, last func(sent []byte) bool) {
	defer client.Close()
	defer server.Close()
	go func() { _, _ = io.Copy(client, server) }()
	room := make([]byte, 1<<16)
	for {
		n, err := client.Read(room)
		if err != nil {
			return
		}
		ends := last(room[:n])
		if ends {
			_ = client.Close()
		}
		if _, err := server.Write(room[:n]); err != nil || ends {
			return
		}
	}
}

func TestACommitWhoseAnswerWasLostIsUnknown(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, "CREATE TABLE a (id integer); CREATE TABLE b (id integer)")
	state := capture(t, from)
	for _, c := range []struct {
		sent string
		code lockstep.Code
	}{{"CREATE TABLE public.b", lockstep.Unreachable}, {"commit\x00", lockstep.Unknown}} {
		connection := to(into)
		connection.Settings["port"] = strconv.Itoa(between(t, into.Port, func(sent []byte) bool { return bytes.Contains(sent, []byte(c.sent)) }))
		connector := connecttest.Open(t, postgres.Driver(), slot(), connection)
		want, changes := prepared(t, into, state)
		if err := connector.Apply(t.Context(), want, changes, connecttest.NoJournal{}); !errors.Is(err, c.code) {
			t.Errorf("%s: got %v, want %s", c.sent, err, c.code)
		}
		if c.code == lockstep.Unreachable {
			same(t, lockstep.State{}, capture(t, into))
		}
	}
	for range 100 {
		if capture(t, into).Digest() == state.Digest() {
			return
		}
	}
	t.Error("what was committed is not there")
}

func TestAStatementThatIsStoppedLeavesNothing(t *testing.T) {
	from, into := pgtest.New(t), pgtest.New(t)
	from.Exec(t, "CREATE TABLE slow (id integer); CREATE MATERIALIZED VIEW sleeps AS SELECT pg_sleep(id)::text AS slept FROM slow")
	into.Exec(t, "CREATE TABLE slow (id integer); INSERT INTO slow VALUES (60)")
	want, changes := prepared(t, into, capture(t, from))
	before := capture(t, into)
	ctx, cancel := context.WithCancel(t.Context())
	connector := open(t, into)
	done := make(chan error)
	go func() { done <- connector.Apply(ctx, want, changes, connecttest.NoJournal{}) }()
	for into.Query(t, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE MATERIALIZED VIEW public.sleeps%' AND state = 'active'") == "0" {
		if t.Context().Err() != nil {
			t.Fatal("it never began")
		}
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	same(t, before, capture(t, into))
	if n := into.Query(t, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE MATERIALIZED VIEW public.sleeps%' AND state = 'active'"); n != "0" {
		t.Error("the server still works at it")
	}
}
