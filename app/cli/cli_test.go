package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"lockstep/app"
	"lockstep/app/cli"
	"lockstep/app/lockstep"
)

// unopened runs a command that must end before the catalog is opened.
func unopened(t *testing.T, args ...string) (exit int, stdout, stderr string) {
	t.Helper()
	return runWith(t, func(context.Context, cli.Options) (*app.App, error) {
		t.Error("the catalog was opened")
		return nil, errors.New("not here")
	}, args...)
}

func runWith(t *testing.T, open cli.Opener, args ...string) (exit int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	exit = cli.Run(t.Context(), args, cli.Stdio{In: strings.NewReader(""), Out: &out, Err: &errs, Version: "1.2.3"}, open, lookout)
	return exit, out.String(), errs.String()
}

func TestWrongWordsAreUsageErrors(t *testing.T) {
	cases := [][]string{
		{"frobnicate"},
		{"--frobnicate"},
		{"status", "--frobnicate"},
		{"project"},
		{"project", "frobnicate"},
		{"project", "add"},
		{"project", "add", "a", "b"},
		{"promote", "one"},
		{"promote", "one", "two", "three"},
		{"promote", "one", "two", "--take", "elsewhere=file/a"},
		{"promote", "one", "two", "--take", "source"},
		{"promote", "one", "two", "--confirm"},
		{"promote", "one", "two", "--accept-loss", "file/a"},
		{"env", "add", "dev"},
		{"env", "add", "dev", "--project", "shop"},
		{"env", "add", "dev", "--project", "shop", "--role", "test", "--set", "path"},
		{"env", "add", "dev", "--project", "shop", "--role", "test", "--set", "=x"},
		{"connection", "set", "dev", "main"},
		{"slot", "add", "shop", "db"},
		{"run", "show", "first"},
		{"run", "continue", "0"},
		{"run", "undo", "-1"},
		{"export", "dev@1"},
		{"verify", "now"},
		{"status", "--lock-timeout", "soon"},
	}
	for _, args := range cases {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			exit, stdout, stderr := unopened(t, args...)
			if exit != 2 {
				t.Errorf("exit %d, want 2", exit)
			}
			if len(args) > 1 && stdout != "" {
				t.Errorf("standard output: %q", stdout)
			}
			if stdout == "" && !strings.HasPrefix(stderr, "lockstep: ") {
				t.Errorf("standard error: %q", stderr)
			}

			exit, stdout, stderr = unopened(t, append([]string{"--json"}, args...)...)
			var document struct {
				Error struct{ Code, Message string }
			}
			if err := json.Unmarshal([]byte(stdout), &document); err != nil {
				t.Fatalf("standard output is no document: %v\n%s", err, stdout)
			}
			if exit != 2 || document.Error.Code != "invalid" || !strings.HasSuffix(document.Error.Message, ".") && !strings.Contains(document.Error.Message, "Write: ") || stderr != "" {
				t.Errorf("exit %d, document %+v, standard error %q", exit, document, stderr)
			}
		})
	}
}

func TestEveryCommandHasHelp(t *testing.T) {
	commands := []string{
		"", "sample", "project add", "project list", "project rename", "project remove", "slot add", "slot list", "slot edit",
		"env add", "env list", "env show", "env edit", "env remove", "connection set", "connection test", "status",
		"snapshot take", "snapshot list", "snapshot show", "snapshot note", "snapshot pin", "snapshot unpin", "snapshot delete",
		"show", "compare", "model get", "model set", "promote", "restore", "rollback", "run list", "run show", "run continue",
		"run undo", "run leave", "clear-cache", "export", "import", "verify", "prune", "version",
	}
	for _, command := range commands {
		t.Run(command, func(t *testing.T) {
			exit, stdout, stderr := unopened(t, append(strings.Fields(command), "--help")...)
			if exit != 0 || stderr != "" || !strings.Contains(stdout, "lockstep "+command) {
				t.Errorf("exit %d\n%s%s", exit, stdout, stderr)
			}
			exit, stdout, _ = unopened(t, append(strings.Fields(command), "--help", "--json")...)
			if exit != 0 || !json.Valid([]byte(stdout)) {
				t.Errorf("with --json: exit %d\n%s", exit, stdout)
			}
		})
	}
}

func TestVersionNeedsNoCatalog(t *testing.T) {
	if exit, stdout, _ := unopened(t, "version"); exit != 0 || stdout != "lockstep 1.2.3\n" {
		t.Errorf("exit %d: %q", exit, stdout)
	}
	if exit, stdout, _ := unopened(t, "--json", "version"); exit != 0 || stdout != "{\n  \"version\": \"1.2.3\"\n}\n" {
		t.Errorf("exit %d: %q", exit, stdout)
	}
}

func TestASecretIsNeitherTakenFromTheCommandLineNorRepeated(t *testing.T) {
	t.Setenv("EMPTY_TOKEN", "")
	if err := os.Unsetenv("EMPTY_TOKEN"); err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]int{
		"token=hunter2":            2,
		"hunter2":                  2,
		"token=@/nowhere/hunter2x": 1,
		"token=env:EMPTY_TOKEN":    1,
		"token=cmd:exit 3":         1,
	} {
		exit, stdout, stderr := unopened(t, "connection", "set", "dev", "main", "--secret", given)
		if exit != want {
			t.Errorf("%s: exit %d, want %d", given, exit, want)
		}
		if strings.Contains(strings.ReplaceAll(stdout+stderr, "hunter2x", ""), "hunter2") {
			t.Errorf("%s: the secret was repeated: %s%s", given, stdout, stderr)
		}
	}
}

func TestACatalogThatDoesNotOpenIsAFailure(t *testing.T) {
	newer := func(context.Context, cli.Options) (*app.App, error) {
		return nil, lockstep.Errorf(lockstep.Conflict, "The catalog was made by a newer Lockstep. Install that one.")
	}
	exit, stdout, stderr := runWith(t, newer, "status")
	if exit != 1 || stdout != "" || stderr != "lockstep: The catalog was made by a newer Lockstep. Install that one.\n" {
		t.Errorf("exit %d: %q %q", exit, stdout, stderr)
	}
	exit, stdout, stderr = runWith(t, newer, "status", "--json")
	want := "{\n  \"error\": {\n    \"code\": \"conflict\",\n    \"message\": \"The catalog was made by a newer Lockstep. Install that one.\"\n  }\n}\n"
	if exit != 1 || stdout != want || stderr != "" {
		t.Errorf("exit %d: %q %q", exit, stdout, stderr)
	}
}

func TestTheHomeFolderIsTheFlagOrTheVariable(t *testing.T) {
	t.Setenv("LOCKSTEP_HOME", "/from/variable")
	for want, args := range map[string][]string{
		"/from/variable": {"status"},
		"/from/flag":     {"status", "--home", "/from/flag"},
	} {
		runWith(t, func(_ context.Context, o cli.Options) (*app.App, error) {
			if o.Home != want {
				t.Errorf("home %q, want %q", o.Home, want)
			}
			return nil, errors.New("not here")
		}, args...)
	}
}
