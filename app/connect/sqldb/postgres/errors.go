package postgres

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"lockstep/app/lockstep"
)

// The states by which PostgreSQL says what is wrong.
const (
	wrongPassword   = "28P01"
	notLetIn        = "28000"
	noDatabase      = "3D000"
	tooMany         = "53300"
	startingUp      = "57P03"
	noTable         = "42P01"
	noColumn        = "42703"
	noRights        = "42501"
	readOnly        = "25006"
	lockUnavailable = "55P03"
	deadlock        = "40P01"
	cancelled       = "57014"
)

// fault makes what the driver says a sentence. What is one already, and that ctx ended, stays.
func (c *connector) fault(ctx context.Context, err error) error {
	var own *lockstep.Error
	switch {
	case err == nil, errors.As(err, &own):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	say := func(code lockstep.Code, sentence string) error {
		return &lockstep.Error{Code: code, Cause: err, Message: sentence}
	}
	server := net.JoinHostPort(c.host, strconv.Itoa(int(c.port)))
	var said *pgconn.PgError
	if errors.As(err, &said) {
		switch said.Code {
		case wrongPassword, notLetIn:
			return say(lockstep.Denied, server+" does not let "+c.user+" in ("+clip(said.Message)+"). Set the password, or another user.")
		case noDatabase:
			return say(lockstep.NotFound, "There is no database "+c.database+" at "+server+". Mend its name in the connection, or create it.")
		case tooMany, startingUp:
			return say(lockstep.Unreachable, server+" takes no connection now ("+clip(said.Message)+"). Try again later.")
		case noRights:
			return say(lockstep.Denied, c.user+" may not do this in "+c.String()+" ("+clip(said.Message)+"). Sign in as the owner, or have it granted.")
		case readOnly:
			return say(lockstep.Denied, c.String()+" takes no change: "+clip(said.Message)+". It may be a replica; name the primary in the connection.")
		case lockUnavailable, deadlock:
			return say(lockstep.Blocked, "Another session holds something of "+c.String()+" that is needed for this, and did not let go within "+patience+". Nothing was changed. Try again when it has ended.")
		}
		return say(lockstep.Blocked, c.String()+" refuses it: "+told(said)+".")
	}
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var dial *net.OpError
	switch {
	case errors.As(err, &authority), errors.As(err, &name), errors.As(err, &invalid), errors.As(err, &verification):
		return say(lockstep.Unreachable, "The certificate of "+server+" is not trusted ("+clip(deepest(err).Error())+"). Name the file of its authority in the connection, or mend the host.")
	case strings.Contains(err.Error(), "refused TLS"):
		return say(lockstep.Unreachable, server+" does not encrypt. Turn that on there, or set the encryption of the connection to off.")
	case errors.As(err, &dial) && dial.Op == "dial":
		return say(lockstep.Unreachable, server+" does not answer ("+clip(deepest(err).Error())+"). Start PostgreSQL there, or mend the host and the port of the connection.")
	}
	return say(lockstep.Unreachable, server+" broke off its answer ("+clip(deepest(err).Error())+"). Try again.")
}

// told is what PostgreSQL says of a statement, with what lies beneath.
func told(e *pgconn.PgError) string {
	text := clip(e.Message)
	if e.Detail != "" {
		text += " (" + strings.TrimSuffix(clip(e.Detail), ".") + ")"
	}
	return text
}

// clip makes what a system says fit to be part of a sentence: one line, and not a long one.
func clip(said string) string {
	const most = 300
	line := []rune(strings.Join(strings.Fields(said), " "))
	if len(line) > most {
		return string(line[:most]) + "…"
	}
	return strings.TrimSuffix(string(line), ".")
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

// pgError is what PostgreSQL itself says; nil where an error is none of its.
func pgError(err error) *pgconn.PgError {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		withhold(said)
	}
	return said
}

// keyShown is how a detail begins that shows the key of a row, with its columns first.
var keyShown = regexp.MustCompile(`^(Key \(.*?\))=.*$`)

// withhold takes out of an error what rows hold, as some of that is secret, and errors are shown, logged and recorded: a value
// that does not fit is quoted at the end of the message, and the detail shows a key, or all of a row.
func withhold(e *pgconn.PgError) {
	const data, integrity = "22", "23" // classes of states
	switch {
	case strings.HasPrefix(e.Code, data):
		e.Message, _, _ = strings.Cut(e.Message, `: "`)
		e.Detail = ""
	case strings.HasPrefix(e.Code, integrity):
		if shown := keyShown.FindStringSubmatch(e.Detail); shown != nil {
			e.Detail = shown[1]
		} else if !strings.HasPrefix(e.Detail, "Key (") || strings.Contains(e.Detail, "=") {
			e.Detail = ""
		}
	default:
		return
	}
	e.Where, e.InternalQuery = "", ""
}

// stateOf is the state that PostgreSQL gives an error; "" where it is none of its.
func stateOf(err error) string {
	if said := pgError(err); said != nil {
		return said.Code
	}
	return ""
}
