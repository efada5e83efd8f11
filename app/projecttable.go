package app

import (
	"slices"
	"strings"
	"unicode"

	"lockstep/app/lockstep"
)

// fileTable is a table of the file, and what it is called in sentences.
type fileTable struct {
	what string
	of   map[string]any
}

// only refuses a key that is none of the known ones, however it is spelled.
func (t fileTable) only(known ...string) error {
	for _, key := range sortedKeys(t.of) {
		if !slices.Contains(known, key) {
			return refusedFile("%s has %q, which this version of Lockstep does not know. It knows %s; a newer one may know more.", t.what, key, strings.Join(known, ", "))
		}
	}
	return nil
}

// text is the string of a key; "" where there is none.
func (t fileTable) text(key string) (string, error) {
	value, has := t.of[key]
	if !has {
		return "", nil
	}
	return plainText(t.what, key, value)
}

// plainText is a string without characters that a terminal would act on.
func plainText(what, key string, value any) (string, error) {
	s, is := value.(string)
	if !is {
		return "", refusedFile("%s has no text as its %q.", what, key)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
		return "", refusedFile("%s has a control character in its %q. What has several lines is an array of them.", what, key)
	}
	return s, nil
}

// identity gives the name, which follows the rules, and the uuid, which may be missing.
func (t fileTable) identity(noun string) (name, uuid string, err error) {
	if name, err = t.text("name"); err != nil {
		return "", "", err
	}
	if err := lockstep.CheckName(noun, name); err != nil {
		return "", "", refusedFile("%s", message(err))
	}
	if uuid, err = t.text("uuid"); err != nil {
		return "", "", err
	}
	// A uuid names files, such as that of an environment's lock.
	if _, given := t.of["uuid"]; given && (len(uuid) != 32 || strings.Trim(uuid, "0123456789abcdef") != "") {
		return "", "", refusedFile("The uuid of %s is not one of 32 digits, 0 to 9 and a to f. Leave it out for one that is new.", name)
	}
	return name, uuid, nil
}

// table is the table of a key; an empty one where there is none.
func (t fileTable) table(key string) (fileTable, error) {
	value, has := t.of[key]
	of, is := value.(map[string]any)
	if has && !is {
		return fileTable{}, refusedFile("%s has no table as its %q.", t.what, key)
	}
	return fileTable{t.what, of}, nil
}

func (t fileTable) tables(key string) (all []map[string]any, err error) {
	value, has := t.of[key]
	list, is := value.([]any)
	if has && !is {
		return nil, refusedFile("%s has a %q that is no list of tables: each begins with [[%s]].", t.what, key, key)
	}
	for _, one := range list {
		of, is := one.(map[string]any)
		if !is {
			return nil, refusedFile("%s has a %q that is no list of tables: each begins with [[%s]].", t.what, key, key)
		}
		all = append(all, of)
	}
	return all, nil
}

// settings are the strings of a table of settings. An array is a text of several lines.
func (t fileTable) settings(key string) (lockstep.Settings, error) {
	from, err := t.table(key)
	if err != nil {
		return nil, err
	}
	settings := lockstep.Settings{}
	for _, name := range sortedKeys(from.of) {
		lines, several := from.of[name].([]any)
		if !several {
			lines = []any{from.of[name]}
		}
		var texts []string
		for _, line := range lines {
			text, err := plainText(t.what, name, line)
			if err != nil {
				return nil, err
			}
			texts = append(texts, text)
		}
		settings[name] = strings.Join(texts, "\n")
	}
	return settings, nil
}
