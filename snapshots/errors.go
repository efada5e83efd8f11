package snapshots

import (
	"fmt"

	"lockstep/app/lockstep"
)

// caused makes an error whose cause is for the log alone, not part of the sentence.
func caused(cause error, code lockstep.Code, format string, args ...any) error {
	return &lockstep.Error{Code: code, Message: fmt.Sprintf(format, args...), Cause: cause}
}
