package mytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Authority is the path of the certificate that the server's own is signed with: it is the same one.
func Authority() string { return filepath.Join(server.dir, "certificate.pem") }

// certify makes a certificate for 127.0.0.1 and its key, and gives the server's options for them.
func certify(owner int) ([]string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	keyPath := filepath.Join(server.dir, "key.pem")
	for _, file := range []struct {
		path, kind string
		bytes      []byte
	}{{Authority(), "CERTIFICATE", certificate}, {keyPath, "PRIVATE KEY", private}} {
		if err := os.WriteFile(file.path, pem.EncodeToMemory(&pem.Block{Type: file.kind, Bytes: file.bytes}), 0o600); err != nil {
			return nil, err
		}
		if err := os.Chown(file.path, owner, -1); err != nil {
			return nil, err
		}
	}
	return []string{"--ssl-cert=" + Authority(), "--ssl-key=" + keyPath}, nil
}
