package mysql

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"

	mysqldriver "github.com/go-sql-driver/mysql"

	"lockstep/app/lockstep"
)

// The server's numbers of what has a sentence of its own, or is dealt with.
var (
	wrongAccount = []uint16{1045, 1698, 1251}
	noDatabase   = []uint16{1049}
	notAllowed   = []uint16{1044, 1142, 1143, 1227, 1370, 1410, 1419, 1418}
	readOnly     = []uint16{1290, 1836, 1792}
	inUse        = []uint16{1205, 1213}
	gone         = []uint16{1051, 1146, 1305, 1360, 1539, 4091}
	wrongKind    = []uint16{1347, 4089} // a view is no table
	cut          = []uint16{1053, 1927, 2006, 2013}
)

func isFault(err error, numbers []uint16) bool {
	e := faultOf(err)
	return e != nil && slices.Contains(numbers, e.Number)
}

// faultOf is what the server itself says; nil where an error is none of its.
func faultOf(err error) *mysqldriver.MySQLError {
	var e *mysqldriver.MySQLError
	if errors.As(err, &e) {
		for _, shown := range valueShown {
			e.Message = shown.ReplaceAllString(e.Message, "$1$2")
		}
	}
	return e
}

// valueShown is where a message shows what a row holds. It is left out, as some of that is secret, and errors are shown, logged and
// recorded.
var valueShown = []*regexp.Regexp{
	regexp.MustCompile(`(?s)(entry|value):? '.*'( for key '[^']*'| for column [^']*)$`),
	regexp.MustCompile(`(?s)(entry|value):? '.*()'`),
}

// lost says that the connection ended before the server had answered.
func lost(err error) bool {
	var network net.Error
	return isFault(err, cut) || errors.Is(err, mysqldriver.ErrInvalidConn) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network)
}

// fault is the sentence for what went wrong while nothing was written.
func (c *connector) fault(ctx context.Context, err error) error {
	where := c.address
	var dial *net.OpError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var certificate *tls.CertificateVerificationError
	var known *lockstep.Error
	say := func(code lockstep.Code, format string, args ...any) error {
		return &lockstep.Error{Code: code, Message: fmt.Sprintf(format, args...), Cause: err}
	}
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("ask %s: %w", where, ctx.Err())
	case isFault(err, wrongAccount):
		return say(lockstep.Denied, "%s does not let %s in with this password. Mend the user or the password of the connection, or allow the account to come from this computer.", where, where.user)
	case isFault(err, noDatabase):
		return say(lockstep.NotFound, "There is no database %s at %s. Create it, or mend the connection.", where.database, where)
	case isFault(err, readOnly):
		return say(lockstep.Denied, "%s takes no changes now: %s. Connect to the server that is written to.", where, said(err))
	case isFault(err, notAllowed):
		return say(lockstep.Denied, "The account %s may not do that in %s: %s. Grant it the right, or use another account.", where.user, where.database, said(err))
	case isFault(err, inUse):
		return say(lockstep.Unreachable, "Something of %s is in use by another session, which did not let go of it for %d seconds, so that it could not be looked at. Try again.", where.database, int(lockWait.Seconds()))
	case errors.As(err, &authority), errors.As(err, &host), errors.As(err, &certificate):
		return say(lockstep.Unreachable, "The certificate of %s is not trusted (%v). Name the file of its authority in the connection, or mend the host.", where, deepest(err))
	case errors.Is(err, mysqldriver.ErrNoTLS):
		return say(lockstep.Unreachable, "%s does not offer TLS, so that nothing was sent to it. Set it up there; for a server on this computer encryption can be set to off.", where)
	case errors.As(err, &dial) && dial.Op == "dial":
		return say(lockstep.Unreachable, "%s does not answer (%v). Start the server there, or mend the host and port of the connection.", where, deepest(err))
	case lost(err):
		return say(lockstep.Unreachable, "%s broke off the connection (%v). Try again.", where, deepest(err))
	}
	return say(lockstep.Unreachable, "%s does not do what was asked: %s. Look at its log, or try again.", where, said(err))
}

// said is what the server itself says, without its number.
func said(err error) string {
	if e := faultOf(err); e != nil {
		return e.Message
	}
	return deepest(err).Error()
}

// deepest is the innermost error, which says best what happened.
func deepest(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// refused is the sentence for a statement that the server did not carry out. Each is whole or not at all.
func (c *connector) refused(name string, err error) error {
	say := func(code lockstep.Code, format string, args ...any) error {
		return &lockstep.Error{Code: code, Message: fmt.Sprintf(format, args...), Cause: err}
	}
	switch {
	case err == nil:
		return nil
	case lost(err):
		return say(lockstep.Unknown, "%s broke off the connection while %s was changed (%v), so that nobody knows whether it was. Look at it, then continue or undo.", c.address, name, deepest(err))
	case isFault(err, inUse):
		return say(lockstep.Conflict, "%s is in use by another session, which did not let go of it %d times for %d seconds. It was not changed, and what was made before it stays. Continue when it is free, or undo.", name, lockTries, int(lockWait.Seconds()))
	case isFault(err, readOnly), isFault(err, notAllowed):
		return say(lockstep.Denied, "%s does not allow %s to change %s: %s. What was made before it stays. Grant the right, then continue, or undo.", c.address, c.address.user, name, said(err))
	}
	return say(lockstep.Invalid, "%s refuses the change of %s: %s. What was made before it stays. Mend the cause, then continue, or undo.", c.address, name, said(err))
}
