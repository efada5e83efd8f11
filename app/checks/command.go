package checks

import (
	"context"
	"strings"

	"lockstep/app/lockstep"
	"lockstep/app/process"
)

// command runs a command, which passes where it ends well. What it leaves running ends with it.
func command(ctx context.Context, c lockstep.Check) (message, output string, passed bool) {
	var env []string
	for _, variables := range []lockstep.Settings{c.Env, c.Secrets} {
		for name, value := range variables {
			env = append(env, name+"="+value)
		}
	}
	output, err := process.Run(ctx, process.Command{Argv: c.Argv, Shell: c.Shell, Dir: c.Dir, Env: env, Timeout: c.Timeout, Keep: mostOutput, Alone: true})
	if err == nil {
		return "It ended well.", "", true
	}
	why := strings.ToUpper(err.Error()[:1]) + err.Error()[1:]
	if strings.HasPrefix(why, "Exit status") || strings.HasPrefix(why, "Signal") {
		why = "It ended with " + err.Error()
	}
	if last := excerpt(end(output)); last != "" {
		return why + ": " + strings.TrimSuffix(last, ".") + ".", output, false
	}
	return why + ", and printed nothing.", output, false
}

// end is the last lines of what was printed: they say why, most often.
func end(output string) string {
	runes := []rune(output)
	if len(runes) > mostExcerpt {
		return "… " + string(runes[len(runes)-mostExcerpt+2:])
	}
	return output
}
