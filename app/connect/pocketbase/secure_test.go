package pocketbase_test

import (
	"encoding/pem"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lockstep/app/connect/connecttest"
	"lockstep/app/connect/pocketbase"
	"lockstep/app/connect/pocketbase/pbtest"
	"lockstep/app/lockstep"
)

func TestACertificateIsTrustedOnlyOfAnAuthorityThatIsNamed(t *testing.T) {
	i := pbtest.Start(t)
	target, err := url.Parse(i.URL)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(target))
	defer server.Close()
	connection := to(i)
	connection.Settings["url"] = server.URL
	c, err := pocketbase.Driver().Open(t.Context(), slot(), connection)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Capture(t.Context()); lockstep.CodeOf(err) != lockstep.Unreachable || !strings.Contains(err.Error(), "is not trusted") {
		t.Errorf("%s: %v", lockstep.CodeOf(err), err)
	}
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	connection.Settings["ca"] = authority
	trusting, err := pocketbase.Driver().Open(t.Context(), slot(), connection)
	if err != nil {
		t.Fatal(err)
	}
	defer trusting.Close()
	connecttest.Same(t, connecttest.Capture(t, open(t, i)), connecttest.Capture(t, trusting))
}

func TestAConnectionThatMakesNoSenseIsRefusedWithoutItsSecrets(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]lockstep.Connection{
		"no scheme":         {Settings: lockstep.Settings{"url": "shop.example"}, Secrets: lockstep.Settings{"token": "hunter2"}},
		"a password in it":  {Settings: lockstep.Settings{"url": "https://me:hunter2@shop.example"}, Secrets: lockstep.Settings{"token": "hunter2"}},
		"a query":           {Settings: lockstep.Settings{"url": "https://shop.example?token=hunter2"}, Secrets: lockstep.Settings{"token": "hunter2"}},
		"no secret":         {Settings: lockstep.Settings{"url": "https://shop.example", "identity": "a@b.example"}},
		"nobody's password": {Settings: lockstep.Settings{"url": "https://shop.example"}, Secrets: lockstep.Settings{"password": "hunter2"}},
		"no such authority": {Settings: lockstep.Settings{"url": "https://shop.example", "ca": "/nowhere.pem"}, Secrets: lockstep.Settings{"token": "hunter2"}},
		"no certificate":    {Settings: lockstep.Settings{"url": "https://shop.example", "ca": empty}, Secrets: lockstep.Settings{"token": "hunter2"}},
		"another backup":    {Settings: lockstep.Settings{"url": "https://shop.example", "backup": "always"}, Secrets: lockstep.Settings{"token": "hunter2"}},
	} {
		if _, err := pocketbase.Driver().Open(t.Context(), slot(), c); lockstep.CodeOf(err) != lockstep.Invalid || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnInstanceIsSurveyed(t *testing.T) {
	i := pbtest.Start(t)
	survey, err := open(t, i).(lockstep.Surveyor).Survey(t.Context())
	if err != nil || survey.Version != "0.36.8" || survey.Rights != lockstep.MayWrite || !survey.Clock.Known || survey.Clock.Off() {
		t.Errorf("%+v, %v", survey, err)
	}
	for _, note := range survey.Notes {
		if strings.Contains(note, "in the clear") {
			t.Errorf("on this computer: %s", note)
		}
	}
}
