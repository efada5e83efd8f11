package folder

import (
	"context"
	"fmt"
	"runtime"

	"lockstep/app/lockstep"
)

// Survey asks the system whether the folder itself may be written to. One file is replaced by another beside it, so it is
// its folder's rights that count. A folder has no version.
func (c *connector) Survey(context.Context) (lockstep.Survey, error) {
	s, err := c.site()
	if err != nil {
		return lockstep.Survey{}, err
	}
	if err := mayWrite(s.dir); err != nil {
		what := c.path + " may be read, and not written to"
		if s.file != "" {
			what += ", as its folder may not be"
		}
		return lockstep.Survey{Rights: lockstep.MayRead, Why: fmt.Sprintf("%s (%v). It can be compared and promoted from.", what, err)}, nil
	}
	if runtime.GOOS == "windows" { // where rights cannot be asked for cheaply, and show when one writes
		return lockstep.Survey{}, nil
	}
	return lockstep.Survey{Rights: lockstep.MayWrite}, nil
}
