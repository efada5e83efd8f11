package sqldb

import (
	"crypto/x509"
	"net"
	"os"
	"strings"

	"lockstep/app/lockstep"
)

// Near says that nothing lies between this computer and a host: it is this computer, or the path of a socket.
func Near(host string) bool {
	ip := net.ParseIP(host)
	return strings.HasPrefix(host, "/") || host == "localhost" || ip != nil && ip.IsLoopback()
}

// Authorities are those of a PEM file. The error is Invalid.
func Authorities(path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, lockstep.Errorf(lockstep.Invalid, "The file of the certificate authority cannot be read: %v. Mend its path.", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, lockstep.Errorf(lockstep.Invalid, "The file %s holds no certificate in PEM form. Name one that does.", path)
	}
	return pool, nil
}
