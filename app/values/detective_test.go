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

func TestSuggestTheVariablesOfAnEnvironment(t *testing.T) {
	env := func(stage, kind, number string) map[string]string {
		return map[string]string{".env": "PAYMENT_KEY=made-up-" + kind + "-key-000" + number + "\nSESSION_SECRET=made-up-session-secret-for-" + stage + "\nPRIMARY_KEY=id" + number + "\nSORT_KEY=name" + number + "\n"}
	}
	got := suggested(t, values.Rules{}, []values.Holding{
		{Name: "Development", Role: lockstep.Development, Now: stateOf(t, env("development", "sandbox", "1"))},
		{Name: "QA", Role: lockstep.Test, Now: stateOf(t, env("qa", "sandbox", "2"))},
		{Name: "Live", Role: lockstep.Live, Now: stateOf(t, env("live", "live", "3"))},
	})
	secrets := []string{}
	for _, line := range lines(got) {
		if strings.HasPrefix(line, "secret") {
			secrets = append(secrets, line)
		}
	}
	if diff := cmp.Diff([]string{"secret file/.env#PAYMENT_KEY ticked", "secret file/.env#SESSION_SECRET ticked"}, secrets); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSuggestShowsNoValue(t *testing.T) {
	holdings := shop(t)
	for _, s := range suggested(t, values.Rules{}, holdings) {
		if s.Address == "" {
			continue
		}
		for _, h := range holdings {
			item, _ := h.Now.Get(s.Key)
			body, err := item.Body.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			d, err := values.Open(s.Key.Name, body)
			if err != nil {
				t.Fatal(err)
			}
			v, _ := d.Get(s.Address)
			if said := strings.Join(s.Evidence, "; "); strings.Contains(said, v.Text) {
				t.Errorf("%s is said to be %q, which shows its value", s.Rule.Pattern, said)
			}
		}
	}
}

func TestSuggestedRulesNameOnePlaceEach(t *testing.T) {
	holdings := shop(t)
	for _, s := range suggested(t, values.Rules{}, holdings) {
		rules, err := values.Compile([]lockstep.Rule{s.Rule})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range holdings {
			for _, item := range h.Now.All() {
				whole, _ := rules.Whole(item.Key)
				found, err := rules.In(item)
				if err != nil {
					t.Fatal(err)
				}
				named := whole != "" && s.Address == "" || len(found.Places) == 1 && found.Places[0].Address != "" && s.Address != ""
				if named != (item.Key == s.Key) || len(found.Places) > 1 {
					t.Errorf("%s names %d places of %s of %s", s.Rule.Pattern, len(found.Places), item.Key, h.Name)
				}
			}
		}
	}
}

func TestSuggestNothingThatIsRuledOrWasTurnedDown(t *testing.T) {
	holdings := shop(t)
	first := suggested(t, values.Rules{}, holdings)
	var rules []lockstep.Rule
	var refused []string
	for i, s := range first {
		if i%2 == 0 {
			refused = append(refused, s.Rule.Pattern)
			continue
		}
		s.Rule.Kind = lockstep.Share // what travels on purpose is ruled too
		rules = append(rules, s.Rule)
	}
	compiled, err := values.Compile(rules)
	if err != nil {
		t.Fatal(err)
	}
	if got := lines(suggested(t, compiled, holdings, refused...)); len(got) > 0 {
		t.Errorf("proposed again: %v", got)
	}
}

func TestSuggestForOneEnvironmentAndTwo(t *testing.T) {
	for _, c := range []struct {
		name  string
		sides []map[string]string // Development, and Live
		want  []string
	}{
		{"names alone are no secrets", []map[string]string{{"a.json": `{"passwordMinLength": 8, "tokenBucket": 100, "keyboard": "qwerty", "password": "", "apiKey": null, "secret": false,
			"passwordLabel": "Your password", "tokenUrl": "https://shop.example/token", "primaryKey": "order_id", "publicKey": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD", "secretName": "shop-tls",
			"passwordFile": "/run/secrets/db", "password_confirm": "${DB_PASSWORD}", "token": "identifier", "author": "Jo", "cacheKey": "orders-2", "nextToken": "a8f5K2mZ9qR4tW1xY7bN3cV6"}`}}, nil},
		{"labels and translations", []map[string]string{{"locales/en.json": `{"password": "Password", "secret": "hunter2"}`, "form.yaml": "password: Password\ntoken: Enter your token\n"}}, nil},
		{"values that can be secrets", []map[string]string{{"a.yaml": "db:\n  password: hunter2\njwt_secret: a8f5K2mZ9qR4tW1xY7bN3cV6\napi:\n  - name: STRIPE_KEY\n    value: sk_test_51Hqp9vZ2eW8\n"}},
			[]string{"secret file/a.yaml#/api/[name=STRIPE_KEY]/value ticked", "secret file/a.yaml#/db/password ticked", "secret file/a.yaml#/jwt_secret ticked"}},
		{"a stopgap is not ticked", []map[string]string{{"a.ini": "[db]\npassword = changeme\n"}}, []string{"secret file/a.ini#db/password"}},
		{"hosts of one stage", []map[string]string{{"a.properties": "shop.url=https://dev.shop.example/\nhome.page=https://shop.example/\ncache=localhost:6379\nin.cluster=http://cart.shop.svc.cluster.local\n"}},
			[]string{"keep file/a.properties#cache", "keep file/a.properties#shop.url"}},
		{"a private key in a document", []map[string]string{{"a.toml": "key = '''\n" + pem("PRIVATE KEY") + "'''\n"}}, []string{"secret file/a.toml#/key ticked"}},
		{"two that differ", []map[string]string{{"a.json": `{"host": "a.shop.example", "port": 1, "title": "Spring sale of the whole shop now", "version": "1.1.0"}`},
			{"a.json": `{"host": "b.shop.example", "port": 2, "title": "Winter sale of the whole shop now", "version": "1.0.0"}`}}, []string{"keep file/a.json#/host ticked", "keep file/a.json#/port"}},
		{"passwords that are words", []map[string]string{{"a.xml": `<c><db password="sesame"/><add key="ApiToken" value="Xk29vlmQ81"/></c>`}, {"a.xml": `<c><db password="open up"/><add key="ApiToken" value="Ty77aanB03"/></c>`}},
			[]string{"secret file/a.xml#c/add@value ticked", "secret file/a.xml#c/db@password ticked"}},
		{"what a tool writes", []map[string]string{{"package-lock.json": `{"integrity": "sha512-aB3aB3aB3aB3aB3aB3aB3aB3aB3", "token": "a8f5K2mZ9qR4tW1xY7bN3cV6"}`}}, nil},
		{"keys that cannot be told apart", []map[string]string{{"a.json": `{"password": "hunter2", "password": "hunter3"}`, "b.json": `{"pass*word": {"password": "hunter2"}}`}}, nil},
		{"a name that is a pattern", []map[string]string{{"[id].json": `{"password": "hunter2"}`, "i.json": `{}`}}, nil},
		{"what cannot be read, and what holds nothing", []map[string]string{{"a.json": `{"password": "hunter2"`, "b.json": "", "c.json": "\x00\x01"}}, nil},
		{"the same place in many items", []map[string]string{{"tenants/a.json": `{"db": {"password": "hunter2"}}`, "tenants/b.json": `{"db": {"password": "hunter3"}}`, "tenants/c.json": `{"db": {"password": "hunter4"}}`, "tenants/d.json": `{}`}},
			[]string{"secret file/tenants/*.json#/db/password ticked"}},
		{"the same place in many items, and another in one", []map[string]string{{"tenants/a.json": `{"db": {"password": "hunter2"}}`, "tenants/b.json": `{"db": {"password": "hunter3"}}`, "tenants/c.json": `{"db": {"password": "hunter4"}}`, "tenants/d.json": `{"db": {"password": "none"}}`}},
			[]string{"secret file/tenants/a.json#/db/password ticked", "secret file/tenants/b.json#/db/password ticked", "secret file/tenants/c.json#/db/password ticked"}},
		{"whole items", []map[string]string{{"tls/server.pem": pem("EC PRIVATE KEY"), "tls/ca.pem": strings.ReplaceAll(pem("X"), "X", "CERTIFICATE"), "id_rsa.pub": "ssh-rsa AAAA", "store.p12": "\x00", "notes.md": "A key:\n\n" + pem("PRIVATE KEY")}},
			[]string{"secret file/store.p12 ticked", "secret file/tls/server.pem ticked"}},
	} {
		var holdings []values.Holding
		for i, files := range c.sides {
			holdings = append(holdings, values.Holding{Name: []string{"Development", "Live"}[i], Role: []lockstep.Role{lockstep.Development, lockstep.Live}[i], Now: stateOf(t, files)})
		}
		got := suggested(t, values.Rules{}, holdings)
		if diff := cmp.Diff(c.want, lines(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestSuggestTellsSlotsApart(t *testing.T) {
	item := file("a.json", `{"password": "hunter2"}`)
	other := file("a.json", `{"password": "changeme"}`)
	other.Key.Slot = "site"
	state, err := lockstep.NewState([]lockstep.Item{item, other}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := suggested(t, values.Rules{}, []values.Holding{{Name: "Live", Role: lockstep.Live, Now: state}})
	if diff := cmp.Diff([]string{"secret main:file/a.json#/password ticked", "secret site:file/a.json#/password"}, lines(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSuggestIsBounded(t *testing.T) {
	files := map[string]string{}
	for i := range 700 {
		files[fmt.Sprintf("%d/a.json", i)] = `{"password": "hunter2"}`
	}
	var many strings.Builder
	for i := range 200 {
		fmt.Fprintf(&many, "K%d_PASSWORD=hunter%d\n", i, i)
	}
	files["z/.env"] = many.String()
	files["large.json"] = `{"password": "hunter2", "x": "` + strings.Repeat("x", 2<<20) + `"}`
	got := suggested(t, values.Rules{}, []values.Holding{{Name: "Live", Role: lockstep.Live, Now: stateOf(t, files)}})
	if len(got) != 500 {
		t.Errorf("%d rules were proposed", len(got))
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := (values.Rules{}).Suggest(ctx, []values.Holding{{Name: "Live", Now: stateOf(t, files)}}, nil); err == nil {
		t.Error("a search that was stopped gave rules")
	}
}

func TestSuggestWeighsThePast(t *testing.T) {
	at := func(greeting, limit, stamp string) lockstep.State {
		return stateOf(t, map[string]string{"a.json": fmt.Sprintf(`{"greeting": %q, "limit": %s, "generated": %q, "n": %d}`, greeting, limit, stamp, len(greeting)+len(stamp))})
	}
	holdings := []values.Holding{
		{Name: "Development", Role: lockstep.Development, Now: at("three", "10", "2026-03-01"), Past: []lockstep.State{at("two", "10", "2026-02-01"), at("first", "10", "2026-01-01")}},
		{Name: "QA", Role: lockstep.Test, Now: at("two", "20", "2026-03-02"), Past: []lockstep.State{at("first", "20", "2026-02-02")}},
		{Name: "Live", Role: lockstep.Live, Now: at("first", "30", "2026-03-03")},
	}
	want := []string{"ignore file/a.json#/generated ticked", "keep file/a.json#/limit ticked"}
	if diff := cmp.Diff(want, lines(suggested(t, values.Rules{}, holdings))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
