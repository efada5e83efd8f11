package mysql_test

import (
	"errors"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/sqldb/mysql"
	"lockstep/app/connect/sqldb/mysql/mytest"
	"lockstep/app/lockstep"
)

func TestConnectionsThatMakeNoSense(t *testing.T) {
	for want, settings := range map[string]lockstep.Settings{
		"does not say where":        {"database": "a", "user": "b"},
		"which database":            {"host": "a", "user": "b"},
		"who asks":                  {"host": "a", "database": "b"},
		"is no port":                {"host": "a", "database": "b", "user": "c", "port": "x"},
		"TLS can be off":            {"host": "db.example", "database": "b", "user": "c", "tls": "off"},
		"says nothing about TLS":    {"host": "a", "database": "b", "user": "c", "tls": "maybe"},
		"holds a password":          {"url": "mysql://me:geheim@a/b"},
		"is not the address":        {"url": "postgres://me@a/b"},
		"besides":                   {"url": "mysql://me@a/b", "host": "c"},
		"certificate authority":     {"url": "mysql://me@a/b", "ca": "/nowhere.pem"},
		"which database it is. Set": {"url": "mysql://me@a"},
	} {
		_, err := mysql.Driver().Open(t.Context(), slot(), lockstep.Connection{Settings: settings})
		if !errors.Is(err, lockstep.Invalid) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%v: got %v, want %q", settings, err, want)
		}
	}
}

func TestServersThatAreNotToBeHad(t *testing.T) {
	d := mytest.New(t)
	for want, c := range map[string]struct {
		name, value string
		code        lockstep.Code
	}{
		"does not let tests in with this password": {"password", "wrong", lockstep.Denied},
		"There is no database nowhere at":          {"database", "nowhere", lockstep.NotFound},
		"does not answer":                          {"port", "1", lockstep.Unreachable},
		"The certificate of ":                      {"tls", "", lockstep.Unreachable},
	} {
		connection := to(d)
		connection.Settings[c.name] = c.value
		if c.name == "password" {
			connection.Secrets = lockstep.Settings{"password": c.value}
		}
		opened, err := mysql.Driver().Open(t.Context(), slot(), connection)
		if err == nil {
			defer opened.Close()
			_, err = opened.Capture(t.Context())
		}
		if !errors.Is(err, c.code) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), mytest.Password) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestAURL(t *testing.T) {
	d := mytest.New(t)
	connection := lockstep.Connection{Settings: lockstep.Settings{"url": "mariadb://" + mytest.User + "@" + d.Host + ":" + d.Port + "/" + d.Name, "tls": "off"},
		Secrets: lockstep.Settings{"password": mytest.Password}}
	c, err := mysql.Driver().Open(t.Context(), slot(), connection)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Capture(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAnEncryptedConnection(t *testing.T) {
	connection := to(mytest.New(t))
	connection.Settings["tls"], connection.Settings["ca"] = "", mytest.Authority()
	connecttest.Capture(t, connecttest.Open(t, mysql.Driver(), slot(), connection))
	connection.Settings["host"] = "localhost"
	c := connecttest.Open(t, mysql.Driver(), slot(), connection)
	if _, err := c.Capture(t.Context()); !errors.Is(err, lockstep.Unreachable) || !strings.Contains(err.Error(), "The certificate of localhost") {
		t.Errorf("got %v", err)
	}
}
