package values

import (
	"path"
	"strings"

	"lockstep/app/lockstep"
)

// keyFiles are names of files that hold nothing but a secret; with each, how sure that is.
var keyFiles = map[string]int{"id_rsa": 90, "id_dsa": 90, "id_ecdsa": 90, "id_ed25519": 90, ".htpasswd": 85, ".pgpass": 85, ".netrc": 80,
	"_netrc": 80, ".git-credentials": 90, "secring.gpg": 90, "master.key": 80, ".vault_pass": 80}

// keyStores are the ends of names of what keeps keys, in forms that only programs read.
var keyStores = set(".p12 .pfx .jks .keystore .kdbx .ppk .jceks .bks")

// keyStoreSure is how sure it is that such a file is a secret.
const keyStoreSure = 75

// passed are names of folders in which a file is a secret where its own name says no more, as programs are handed them.
var passed = set("secrets .secrets")

// wholeSecret says that an item is a secret as a whole: by its name, or because it holds a private key alone.
func (d *detective) wholeSecret(k lockstep.Key) (why string, sure int, err error) {
	if sure := secretByName(k.Name); sure > 0 {
		return "is called " + path.Base(k.Name), sure, nil
	}
	switch ext := strings.ToLower(path.Ext(k.Name)); {
	case FormatOf(k.Name) != Text, ext == ".pub", ext == ".md", ext == ".example", ext == ".sample", ext == ".dist":
		return "", 0, nil
	}
	for _, e := range d.environments {
		item, ok := e.Now.Get(k)
		if !ok || item.Mode == lockstep.Link || item.Body.Size > 64<<10 || item.Body.Size == 0 {
			continue
		}
		body, err := item.Body.Bytes()
		if err != nil {
			return "", 0, err
		}
		text := strings.TrimSpace(string(body))
		switch {
		case keyAlone(text):
			return "holds a private key", 95, nil
		case passed[path.Base(path.Dir(strings.ToLower(k.Name)))] && len(text) >= 6 && len(text) <= 200 && !strings.ContainsAny(text, " \n<>{}") && !reference(text) && !stopgap(text):
			return "lies in a folder for secrets", 65, nil
		}
	}
	return "", 0, nil
}

// secretByName says how sure it is that an item holds a secret alone, by its name.
func secretByName(name string) int {
	base := strings.ToLower(path.Base(name))
	if sure := keyFiles[base]; sure > 0 {
		return sure
	}
	if keyStores[path.Ext(base)] {
		return keyStoreSure
	}
	return 0
}

// keyAlone says that a text is a private key, with its certificates or without, and no program or page that shows one.
func keyAlone(text string) bool {
	if !privateKey(text) {
		return false
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "-----BEGIN ") || strings.HasPrefix(line, puttyFile) || strings.HasPrefix(line, "AGE-SECRET-KEY-") {
			return true
		}
		if line != "" && line[0] != '#' && !strings.Contains(line, ": ") && line != "Bag Attributes" {
			return false
		}
	}
	return false
}

// locks are files that a tool writes, of which nothing belongs to an environment.
var locks = set("package-lock.json npm-shrinkwrap.json composer.lock poetry.lock pnpm-lock.yaml yarn.lock cargo.lock uv.lock pipfile.lock go.sum gemfile.lock .package-lock.json " +
	"tsconfig.json jsconfig.json composer.json package.json bower.json deno.json .eslintrc .eslintrc.json .prettierrc .editorconfig manifest.webmanifest")

// manufactured says that an item is made for building or by a tool, and holds no settings of an environment.
func manufactured(name string) bool {
	base := strings.ToLower(path.Base(name))
	return locks[base] || strings.HasSuffix(base, ".schema.json") || strings.HasSuffix(base, ".min.json") || strings.HasPrefix(base, "tsconfig.") ||
		strings.HasSuffix(base, ".csproj") || strings.HasSuffix(base, ".lock.json") || strings.HasSuffix(base, ".map") || strings.Contains("/"+name, "/node_modules/.package-lock")
}

// translation says that an item holds texts in a language, in which names of secrets are labels.
func translation(name string) bool {
	for _, part := range words(name) {
		switch part {
		case "locale", "locales", "lang", "langs", "language", "languages", "messages", "translations", "translation":
			return true
		}
	}
	return strings.Contains(strings.ToLower(name), "i18n") || strings.Contains(strings.ToLower(name), "l10n")
}
