package pocketbase

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lockstep/app/connect/rest"
)

// answer is an answer that is not what was asked for, or none.
type answer struct {
	*rest.Fault
	data json.RawMessage
}

// Unwrap gives what is known of any such answer.
func (a *answer) Unwrap() error { return a.Fault }

// mfa says that a sign-in needs another factor.
func (a *answer) mfa() bool { return strings.Contains(string(a.data), "mfaId") }

// answered is the error of a request as an answer of PocketBase.
func answered(err error) error {
	var f *rest.Fault
	if !errors.As(err, &f) {
		return err
	}
	var said struct {
		Message string          `json:"message"`
		Data    json.RawMessage `json:"data"`
	}
	own := json.Unmarshal(f.Body, &said) == nil && said.Message != ""
	if f.Status == http.StatusUnauthorized && !own {
		return &answer{f, f.Body} // the answer of a first factor has no message
	}
	return &answer{f, said.Data}
}

// told is what PocketBase says of a refusal.
func told(body []byte) string {
	var said struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(body, &said) // what is no JSON says nothing
	return said.Message
}

// fault is one thing that PocketBase says is wrong with what it was given.
type fault struct {
	collection string // "" where it does not say
	path       []string
	message    string
}

// faults reads what a refused import or change of settings says, in each of the three shapes that PocketBase has for it:
// a tree of messages behind the name of one collection; the raw error of its database, with the collection's name or
// without; a tree of codes and messages under what was sent.
func (a *answer) faults() []fault {
	var data map[string]json.RawMessage
	if json.Unmarshal(a.data, &data) != nil {
		return nil
	}
	var one struct{ Code, Message string }
	if json.Unmarshal(data["collections"], &one) == nil && one.Message != "" {
		return importFaults(one.Message)
	}
	return tree(a.data, nil)
}

func importFaults(message string) []fault {
	head, rest, _ := strings.Cut(message, "\n")
	if after, ok := strings.CutPrefix(head, "Data validations failed for collection "); ok {
		name := quoted(after)
		all := tree([]byte(strings.TrimSuffix(strings.TrimSpace(rest), ".")), nil)
		for i := range all {
			all[i].collection = name
		}
		if len(all) == 0 {
			all = []fault{{collection: name, message: strings.TrimSpace(rest)}}
		}
		return all
	}
	if rest == "" {
		rest = head
	}
	rest = strings.TrimSuffix(strings.TrimSpace(rest), ".")
	if after, ok := strings.CutPrefix(rest, "failed to save collection "); ok {
		name := quoted(after)
		_, said, _ := strings.Cut(after, ": ")
		return []fault{{collection: name, message: said}}
	}
	return []fault{{message: rest}}
}

// quoted is the text in quotes at the beginning.
func quoted(s string) string {
	q, err := strconv.QuotedPrefix(s)
	if err != nil {
		return ""
	}
	name, _ := strconv.Unquote(q)
	return name
}

// tree gives the messages of a tree: a leaf is a text, or an object of a code and a message.
func tree(b []byte, path []string) []fault {
	var said string
	if json.Unmarshal(b, &said) == nil {
		return []fault{{path: path, message: said}}
	}
	var below map[string]json.RawMessage
	if json.Unmarshal(b, &below) != nil {
		return nil
	}
	var leaf struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(b, &leaf) == nil && leaf.Code != "" && leaf.Message != "" {
		return []fault{{path: path, message: leaf.Message}}
	}
	var all []fault
	keys := make([]string, 0, len(below))
	for k := range below {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		all = append(all, tree(below[k], append(path[:len(path):len(path)], k))...)
	}
	return all
}
