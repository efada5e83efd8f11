package folder

import (
	"context"
	"fmt"
	"runtime"

	"lockstep/app/lockstep"
)

// Survey asks the system whether the folder itself may be written to. A folder has no version.
func (c *connector) Survey(context.Context) (lockstep.Survey, error) {
	if err := mayWrite(c.path); err != nil {
		return lockstep.Survey{
			Rights: lockstep.MayRead,
			Why:    fmt.Sprintf("%s may be read, and not written to (%v). It can be compared and promoted from.", c.path, err),
		}, nil
	}
	if runtime.GOOS == "windows" { // where rights cannot be asked for cheaply, and show when one writes
		return lockstep.Survey{}, nil
	}
	return lockstep.Survey{Rights: lockstep.MayWrite}, nil
}
