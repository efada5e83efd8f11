package values_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lockstep/app/lockstep"
	"lockstep/app/values"
)

// stateOf is a state of files, by name.
func stateOf(t *testing.T, files map[string]string) lockstep.State {
	t.Helper()
	var items []lockstep.Item
	for name, body := range files {
		items = append(items, file(name, body))
	}
	state, err := lockstep.NewState(items, nil)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// shop is a made-up shop: what differs in it belongs to an environment, is on its way, or is noise.
func shop(t *testing.T) []values.Holding {
	t.Helper()
	files := func(stage, version, key, smtp, updated string, limit int) map[string]string {
		return map[string]string{
			"mail.json": fmt.Sprintf(`{
  "smtp": {"host": "smtp.%s.shop.example", "port": 587, "user": "mailer", "password": %q},
  "from": "Shop <orders@%s.shop.example>",
  "passwordMinLength": 8,
  "subject": "Your order in the shop"
}`, stage, smtp, stage),
			"shop.yaml":      fmt.Sprintf("version: %s\nenvironment: %s\nupdated_at: %s\nlimit: %d\npayment:\n  stripeKey: %s\n  currency: EUR\nkeyboard: qwerty\ntokenBucket: 10\n", version, stage, updated, limit, key),
			"hooks.json":     fmt.Sprintf(`{"hooks": [{"name": "stock", "url": "https://stock.%s.shop.example/in"}, {"name": "ship", "url": "https://ship.%s.shop.example/in"}]}`, stage, stage),
			".env":           fmt.Sprintf("APP_ENV=%s\nDATABASE_URL=postgres://shop:%s@db.%s.shop.example:5432/shop\nLOG_FORMAT=json\nTHEME=\"light blue\"\n", stage, smtp, stage),
			"texts.de.json":  `{"password": "Passwort", "token": "Wertmarke", "secret": "Geheim halten"}`,
			"ssh/id_ed25519": "key of " + stage,
			".htpasswd":      "admin:$apr1$" + stage + "\n",
		}
	}
	dev := stateOf(t, files("dev", "1.4.0", "sk_test_51Hqp9vZ2eW8", "smtp-dev-pw", "2026-03-01T10:00:00Z", 30))
	devBefore := stateOf(t, files("dev", "1.3.0", "sk_test_51Hqp9vZ2eW8", "smtp-dev-pw", "2026-02-01T10:00:00Z", 20))
	devFirst := stateOf(t, files("dev", "1.2.0", "sk_test_51Hqp9vZ2eW8", "smtp-dev-pw", "2026-01-01T10:00:00Z", 10))
	qa := stateOf(t, files("qa", "1.3.0", "sk_test_77Kdm2xQ4rT6", "smtp-qa-pw", "2026-02-03T11:00:00Z", 20))
	qaBefore := stateOf(t, files("qa", "1.2.0", "sk_test_77Kdm2xQ4rT6", "smtp-qa-pw", "2026-01-03T11:00:00Z", 10))
	live := stateOf(t, files("live", "1.2.0", "sk_live_90Bnc5yL1sU3", "Gh7!kk2-live", "2026-01-09T12:00:00Z", 10))
	return []values.Holding{
		{Name: "Development", Role: lockstep.Development, Now: dev, Past: []lockstep.State{devBefore, devFirst}},
		{Name: "QA", Role: lockstep.Test, Now: qa, Past: []lockstep.State{qaBefore}},
		{Name: "Live", Role: lockstep.Live, Now: live},
	}
}

func suggested(t *testing.T, rules values.Rules, holdings []values.Holding, no ...string) []values.Suggestion {
	t.Helper()
	refused := map[string]bool{}
	for _, pattern := range no {
		refused[pattern] = true
	}
	got, err := rules.Suggest(context.Background(), holdings, refused)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func lines(all []values.Suggestion) (lines []string) {
	for _, s := range all {
		ticked := ""
		if s.Ticked {
			ticked = " ticked"
		}
		lines = append(lines, string(s.Rule.Kind)+" "+s.Rule.Pattern+ticked)
	}
	slices.Sort(lines)
	return lines
}

func TestSuggestWhatBelongsToTheEnvironmentsOfAShop(t *testing.T) {
	got := suggested(t, values.Rules{}, shop(t))
	want := []string{
		"ignore file/shop.yaml#/updated_at ticked",
		"keep file/.env#APP_ENV ticked",
		"keep file/hooks.json#/hooks/[name=ship]/url ticked",
		"keep file/hooks.json#/hooks/[name=stock]/url ticked",
		"keep file/mail.json#/from ticked",
		"keep file/mail.json#/smtp/host ticked",
		"keep file/shop.yaml#/environment ticked",
		"secret file/.env#DATABASE_URL ticked",
		"secret file/.htpasswd ticked",
		"secret file/mail.json#/smtp/password ticked",
		"secret file/shop.yaml#/payment/stripeKey ticked",
		"secret file/ssh/id_ed25519 ticked",
	}
	if diff := cmp.Diff(want, lines(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, s := range got {
		if len(s.Evidence) == 0 || s.Sure < 1 || s.Sure > 100 {
			t.Errorf("%s: %v, %d sure", s.Rule.Pattern, s.Evidence, s.Sure)
		}
		t.Logf("%3d %-6s %s: %s", s.Sure, s.Rule.Kind, s.Rule.Pattern, strings.Join(s.Evidence, "; "))
	}
}
