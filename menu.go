//go:build (desktop || dev) && !bindings

package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/menu/keys"
	wails_runtime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// act is a line of the menu. It stands for a key rather than a command: the page has the one table of what each key
// does, and the menu presses it there.
type act struct {
	label string
	key   string // as JavaScript names it
	with  []keys.Modifier
}

const (
	ctrl  = keys.CmdOrCtrlKey
	shift = keys.ShiftKey
	alt   = keys.OptionOrAltKey
)

func (p *wailsPage) menu() *menu.Menu {
	m := menu.NewMenu()
	mac := runtime.GOOS == "darwin"
	if mac {
		m.Append(menu.AppMenu())
	}
	file := m.AddSubmenu("File")
	p.add(file,
		act{"New project…", "n", []keys.Modifier{ctrl}},
		act{"Open archive…", "o", []keys.Modifier{ctrl}},
		act{"Export…", "e", []keys.Modifier{ctrl}})
	if !mac {
		file.AddSeparator()
		file.AddText("Quit", keys.CmdOrCtrl("q"), func(*menu.CallbackData) { p.end() })
		p.addEditing(m.AddSubmenu("Edit"))
	}
	if mac {
		m.Append(menu.EditMenu())
	}
	p.add(m.AddSubmenu("View"),
		act{"Find in this view", "f", []keys.Modifier{ctrl}},
		act{"Show or hide the tree", "b", []keys.Modifier{ctrl}})
	p.add(m.AddSubmenu("Environment"),
		act{"Check now", "r", []keys.Modifier{ctrl}},
		act{"Take a snapshot", "s", []keys.Modifier{ctrl}},
		act{"Promote…", "P", []keys.Modifier{ctrl, shift}},
		act{"Compare…", "C", []keys.Modifier{ctrl, shift}})
	p.add(m.AddSubmenu("Go"),
		act{"Command palette…", "k", []keys.Modifier{ctrl}},
		act{"Overview", "0", []keys.Modifier{ctrl}},
		act{"Back", "ArrowLeft", []keys.Modifier{alt}},
		act{"Forward", "ArrowRight", []keys.Modifier{alt}})
	if mac {
		m.Append(menu.WindowMenu())
	}
	p.add(m.AddSubmenu("Help"), act{"All shortcuts", "F1", nil})
	return m
}

func (p *wailsPage) add(m *menu.Menu, acts ...act) {
	for _, a := range acts {
		m.AddText(a.label, a.accelerator(), func(*menu.CallbackData) { p.press(a) })
	}
}

// accelerator is shown beside the label and taken by the window. Alt with an arrow is left to the page: in a text
// field it belongs to the text.
func (a act) accelerator() *keys.Accelerator {
	if slices.Contains(a.with, alt) {
		return nil
	}
	return &keys.Accelerator{Key: strings.ToLower(a.key), Modifiers: a.with}
}

func (p *wailsPage) press(a act) {
	command := "ctrlKey"
	if runtime.GOOS == "darwin" {
		command = "metaKey"
	}
	event, err := json.Marshal(map[string]any{
		"key": a.key, "bubbles": true, "cancelable": true,
		command: slices.Contains(a.with, ctrl), "shiftKey": slices.Contains(a.with, shift), "altKey": slices.Contains(a.with, alt),
	})
	if err != nil {
		return
	}
	p.execute(fmt.Sprintf(`(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", %s))`, event))
}

// addEditing gives the Edit menu its own handlers: off macOS an item of a menu role does nothing. The keys themselves
// are the web view's, so the items have no accelerator.
func (p *wailsPage) addEditing(m *menu.Menu) {
	const selection = `const at = document.activeElement;
		const text = at?.selectionStart == null ? String(getSelection()) : at.value.slice(at.selectionStart, at.selectionEnd);`
	for _, item := range []struct{ label, script string }{
		{"Undo", `document.execCommand("undo")`},
		{"Redo", `document.execCommand("redo")`},
		{"Cut", `{` + selection + `if (text) { window.runtime.ClipboardSetText(text); document.execCommand("delete") } }`},
		{"Copy", `{` + selection + `if (text) window.runtime.ClipboardSetText(text) }`},
		{"Paste", `window.runtime.ClipboardGetText().then((text) => document.execCommand("insertText", false, text))`},
		{"Select all", `document.execCommand("selectAll")`},
	} {
		m.AddText(item.label, nil, func(*menu.CallbackData) { p.execute(item.script) })
	}
}

func (p *wailsPage) execute(script string) {
	if ctx, ok := p.started(); ok {
		wails_runtime.WindowExecJS(ctx, script)
	}
}
