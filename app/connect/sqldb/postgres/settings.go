package postgres

import (
	"crypto/tls"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

const dialing = 10 * time.Second

// address is where a database is.
type address struct {
	host     string
	port     uint16
	database string
	user     string
	tls      string
}

// addressOf reads the settings of a connection. The error is Invalid, and holds nothing of a URL.
func addressOf(s lockstep.Settings) (address, error) {
	a := address{host: s["host"], database: s["database"], user: s["user"], tls: s["tls"]}
	port := s["port"]
	if s["url"] != "" {
		u, err := url.Parse(s["url"])
		if err == nil && u.User != nil {
			if _, has := u.User.Password(); has {
				return a, lockstep.Errorf(lockstep.Invalid, "The URL holds a password, and a URL is shown. Take it out of there, and set it as the password of the connection.")
			}
		}
		if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Fragment != "" || strings.Trim(u.Path, "/") == "" {
			return a, lockstep.Errorf(lockstep.Invalid, "What is given as the URL is not the address of a database. Write it as postgres://user@db.shop.example:5432/shop, without a password.")
		}
		for name := range u.Query() {
			if name != "sslmode" {
				return a, lockstep.Errorf(lockstep.Invalid, "The URL sets %s, which is not taken from there. Take it out.", name)
			}
		}
		if a.host+a.database+a.user+port != "" {
			return a, lockstep.Errorf(lockstep.Invalid, "The connection says in its URL where the database is, and once more beside it. Leave one of them.")
		}
		a.host, a.database, a.user, port = u.Hostname(), strings.Trim(u.Path, "/"), u.User.Username(), u.Port()
		if mode := u.Query().Get("sslmode"); mode != "" && a.tls == "" {
			a.tls = map[string]string{"disable": "off"}[mode]
			if a.tls == "" {
				a.tls = mode
			}
		}
	}
	switch {
	case a.host == "":
		return a, lockstep.Errorf(lockstep.Invalid, "The connection does not say where PostgreSQL is. Set its host, or its URL.")
	case a.database == "":
		return a, lockstep.Errorf(lockstep.Invalid, "The connection does not say which database it is. Set its name.")
	case a.user == "":
		return a, lockstep.Errorf(lockstep.Invalid, "The connection does not say who signs in. Set the user.")
	}
	if port == "" {
		port = "5432"
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return a, lockstep.Errorf(lockstep.Invalid, "%q is no port. Write a number, such as 5432.", port)
	}
	a.port = uint16(n)
	switch a.tls {
	case "", "verify-full", "require", "off":
		return a, nil
	}
	return a, lockstep.Errorf(lockstep.Invalid, "%q says nothing about encryption. Write verify-full, require or off, or leave it empty.", a.tls)
}

// clear says that what is sent is not encrypted.
func (a address) clear() bool { return a.tls == "off" || a.tls == "" && sqldb.Near(a.host) }

// String is the database as sentences name it.
func (a address) String() string {
	if strings.HasPrefix(a.host, "/") {
		return a.database + " at " + a.host
	}
	return a.database + " at " + net.JoinHostPort(a.host, strconv.Itoa(int(a.port)))
}

// config is how the driver connects: to this server alone, whatever the process's environment says.
func (a address) config(password, ca string) (*pgx.ConnConfig, error) {
	c, err := pgx.ParseConfig("host=localhost port=5432 user=none dbname=none sslmode=disable target_session_attrs=any")
	if err != nil {
		return nil, lockstep.Errorf(lockstep.Internal, "The environment of this process keeps a connection to PostgreSQL from being prepared. Unset the variables there that begin with PG.")
	}
	c.Host, c.Port, c.Database, c.User, c.Password = a.host, a.port, a.database, a.user, password
	c.Fallbacks, c.ValidateConnect, c.ConnectTimeout = nil, nil, dialing
	c.RuntimeParams = map[string]string{"application_name": "lockstep", "client_encoding": "UTF8"}
	c.DefaultQueryExecMode = pgx.QueryExecModeExec // also through a pooler, which knows no prepared statements
	c.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, CancelRequestDelay: 0, DeadlineDelay: 5 * time.Second}
	}
	if a.clear() || strings.HasPrefix(a.host, "/") {
		c.TLSConfig = nil
		return c, nil
	}
	c.TLSConfig = &tls.Config{ServerName: a.host, MinVersion: tls.VersionTLS12, InsecureSkipVerify: a.tls == "require"}
	if ca == "" {
		return c, nil
	}
	if c.TLSConfig.RootCAs, err = sqldb.Authorities(ca); err != nil {
		return nil, err
	}
	return c, nil
}
