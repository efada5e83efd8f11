package mysql

import (
	"cmp"
	"crypto/tls"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"lockstep/app/connect/sqldb"
	"lockstep/app/lockstep"
)

const (
	defaultPort = "3306"
	dialTimeout = 10 * time.Second
)

// address is where a database is, and who asks.
type address struct {
	host, port, database, user, password string
	tls                                  string // "" for verified, or off
	ca                                   string // the path of a file
}

// String names the server in sentences.
func (a address) String() string {
	if a.socket() {
		return a.host
	}
	return net.JoinHostPort(a.host, a.port)
}

// socket says that the host is the path of a socket of this computer.
func (a address) socket() bool { return strings.HasPrefix(a.host, "/") }

// addressOf reads a connection. The error is Invalid, and holds no secret.
func addressOf(connection lockstep.Connection) (address, error) {
	set := connection.Settings
	a := address{host: set["host"], port: set["port"], database: set["database"], user: set["user"], tls: set["tls"], ca: set["ca"],
		password: connection.Secrets["password"]}
	if set["url"] != "" {
		if a.host+a.port+a.database+a.user != "" {
			return a, lockstep.Errorf(lockstep.Invalid, "The connection has a URL and a host, port, database or user besides. Set one or the other.")
		}
		if err := a.read(set["url"]); err != nil {
			return a, err
		}
	}
	a.port = cmp.Or(a.port, defaultPort)
	port, err := strconv.Atoi(a.port)
	switch {
	case a.host == "":
		return a, lockstep.Errorf(lockstep.Invalid, "The connection does not say where the database is. Set its host, or its URL.")
	case a.database == "":
		return a, lockstep.Errorf(lockstep.Invalid, "The connection does not say which database it is. Set the database's name.")
	case a.user == "":
		return a, lockstep.Errorf(lockstep.Invalid, "The connection does not say who asks. Set the user.")
	case err != nil || port < 1 || port > 65535:
		return a, lockstep.Errorf(lockstep.Invalid, "%q is no port. Write a number such as %s.", a.port, defaultPort)
	case a.tls != "" && a.tls != "off":
		return a, lockstep.Errorf(lockstep.Invalid, "%q says nothing about TLS. Write off, or leave it empty for a connection that is encrypted and verified.", a.tls)
	case a.tls == "off" && !sqldb.Near(a.host):
		return a, lockstep.Errorf(lockstep.Invalid, "TLS can be off for this computer only, and %s is another one: whoever is in between would read all. Leave it on, and name the file of the certificate's authority.", a.host)
	}
	return a, nil
}

// read takes the parts of a URL such as mysql://user@host:3306/database.
func (a *address) read(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "mysql" && u.Scheme != "mariadb" || u.Host == "" || u.User == nil || u.RawQuery != "" || u.Fragment != "" {
		return lockstep.Errorf(lockstep.Invalid, "What is given as the URL is not the address of a database. Write it as mysql://user@db.example:3306/shop.") // without it: it may hold a secret
	}
	if _, given := u.User.Password(); given {
		return lockstep.Errorf(lockstep.Invalid, "The URL holds a password, and URLs are shown. Take it out, and give it as the password.")
	}
	a.host, a.port, a.user = u.Hostname(), u.Port(), u.User.Username()
	a.database = strings.TrimPrefix(u.Path, "/")
	return nil
}

// config is how the driver connects. What a server writes of its objects depends on the session, so it is the same everywhere.
func (a address) config() (*driver.Config, error) {
	c := driver.NewConfig()
	c.User, c.Passwd, c.DBName, c.Timeout, c.Logger = a.user, a.password, a.database, dialTimeout, &driver.NopLogger{}
	c.Net, c.Addr = "tcp", net.JoinHostPort(a.host, a.port)
	if a.socket() {
		c.Net, c.Addr = "unix", a.host
	} else if a.tls != "off" {
		c.TLS = &tls.Config{ServerName: a.host, MinVersion: tls.VersionTLS12}
		if a.ca != "" {
			pool, err := sqldb.Authorities(a.ca)
			if err != nil {
				return nil, err
			}
			c.TLS.RootCAs = pool
		}
	}
	c.Collation = "utf8mb4_general_ci"
	c.Params = map[string]string{
		"sql_mode":              "'" + sessionMode + "'",
		"time_zone":             "'+00:00'", // times in defaults are written in it
		"sql_quote_show_create": "1",
		"foreign_key_checks":    "1",
		"unique_checks":         "1",
		"lock_wait_timeout":     strconv.Itoa(int(lockWait / time.Second)),
	}
	return c, nil
}

// sessionMode makes the server refuse a value that does not fit instead of cutting it.
const sessionMode = "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
