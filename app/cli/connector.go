package cli

import (
	"github.com/spf13/cobra"

	"lockstep/app"
)

func (p *program) connector() *cobra.Command {
	return p.group("connector", "For who makes an app that takes part", p.connectorCheck())
}

// connectorCheck measures an app against the HTTP contract. It opens no catalog.
func (p *program) connectorCheck() *cobra.Command {
	var token, ca string
	request := app.ConformRequest{Kind: "http"}
	cmd := p.command("check URL --token @FILE", "Measure an app against the HTTP contract; nothing is changed without --write", 1, 1, func(c *call) (answer, error) {
		if token == "" {
			return answer{}, usage(c.cmd, "The app asks for a token. Say where it is: --token @FILE, env:VARIABLE or cmd:COMMAND.")
		}
		secret, err := fetchSecret(p.ctx, c.cmd, "token", token)
		if err != nil {
			return answer{}, err
		}
		request.Settings = map[string]string{"url": c.args[0], "ca": ca}
		request.Secrets = map[string]string{"token": secret}
		lookout, err := p.lookout(p.options())
		if err != nil {
			return answer{}, err
		}
		if request.Write && !p.json {
			page{p.stdio.Out}.line("What %s holds is read, and then written back as it is; its cache is cleared. Let nobody else write to it meanwhile.\n", c.args[0])
		}
		v, err := lookout.Conform(p.ctx, request)
		if err != nil {
			return answer{}, reading(err)
		}
		got := answer{document: v, text: func(w page) { w.conformance(v) }}
		if v.Failed > 0 {
			got.exit, got.sentence = exitFailed, count(v.Failed, "check")+" failed."
		}
		return got, nil
	})
	cmd.Flags().StringVar(&token, "token", "", "the app's token, from `@FILE`, env:VARIABLE or cmd:COMMAND")
	cmd.Flags().StringVar(&ca, "ca", "", "the PEM `FILE` of the authority of its certificate")
	cmd.Flags().BoolVar(&request.Write, "write", false, "also try what writes: only what the app holds already is written")
	return cmd
}

func (p page) conformance(v app.ConformView) {
	var rows [][]string
	for _, c := range v.Checks {
		word := "ok"
		if !c.OK {
			word = "failed"
		}
		rows = append(rows, []string{word, c.Name, c.Why})
	}
	p.table("", rows)
	p.line("\n%d passed, %d failed.", v.Passed, v.Failed)
	if v.Skipped > 0 {
		p.line("%s that would write were left out. With --write they are tried, too, and write back what the app holds.", count(v.Skipped, "check"))
	}
}
