//go:build (desktop || dev) && !bindings

package main

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/menu/keys"
	wails_runtime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// act is a line of the menu. It stands for a key rather than a command: the page has the one table of what each key
// does, and the menu presses it there, with Ctrl or on a Mac with Command.
type act struct{ label, key string }

func (p *wailsPage) menu() *menu.Menu {
	m := menu.NewMenu()
	mac := runtime.GOOS == "darwin"
	if mac {
		m.Append(menu.AppMenu())
	}
	file := m.AddSubmenu("File")
	p.add(file, act{"New project…", "n"}, act{"Open archive…", "o"}, act{"Settings", ","})
	if !mac {
		file.AddSeparator()
		file.AddText("Quit", keys.CmdOrCtrl("q"), func(*menu.CallbackData) { p.end() })
		p.addScripts(m.AddSubmenu("Edit"), editing())
	}
	if mac {
		m.Append(menu.EditMenu())
	}
	p.add(m.AddSubmenu("Environment"), act{"Check now", "r"})
	places := m.AddSubmenu("Go")
	p.add(places, act{"Overview", "0"})
	p.addScripts(places, []script{
		{"Compare", `location.hash = "#/compare"`},
		{"Activity", `location.hash = "#/activity"`},
		{"Archive", `location.hash = "#/archive"`},
	})
	places.AddSeparator()
	p.addScripts(places, []script{{"Back", `history.back()`}, {"Forward", `history.forward()`}})
	if mac {
		m.Append(menu.WindowMenu())
		return m
	}
	m.AddSubmenu("Help").AddText("About Lockstep", nil, func(*menu.CallbackData) { p.about() })
	return m
}

func (p *wailsPage) add(m *menu.Menu, acts ...act) {
	for _, a := range acts {
		m.AddText(a.label, keys.CmdOrCtrl(a.key), func(*menu.CallbackData) { p.press(a.key) })
	}
}

// press presses a key in the page, with Ctrl or on a Mac with Command.
func (p *wailsPage) press(key string) {
	command := "ctrlKey"
	if runtime.GOOS == "darwin" {
		command = "metaKey"
	}
	event, err := json.Marshal(map[string]any{"key": key, "bubbles": true, "cancelable": true, command: true})
	if err != nil {
		return
	}
	p.execute(fmt.Sprintf(`(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", %s))`, event))
}

// script is a line of the menu that the page carries out without a key.
type script struct{ label, code string }

func (p *wailsPage) addScripts(m *menu.Menu, scripts []script) {
	for _, s := range scripts {
		m.AddText(s.label, nil, func(*menu.CallbackData) { p.execute(s.code) })
	}
}

// editing gives the Edit menu its own handlers: off macOS an item of a menu role does nothing. The keys themselves are
// the web view's, so the items have no accelerator.
func editing() []script {
	const selection = `const at = document.activeElement;
		const text = at?.selectionStart == null ? String(getSelection()) : at.value.slice(at.selectionStart, at.selectionEnd);`
	return []script{
		{"Undo", `document.execCommand("undo")`},
		{"Redo", `document.execCommand("redo")`},
		{"Cut", `{` + selection + `if (text) { window.runtime.ClipboardSetText(text); document.execCommand("delete") } }`},
		{"Copy", `{` + selection + `if (text) window.runtime.ClipboardSetText(text) }`},
		{"Paste", `window.runtime.ClipboardGetText().then((text) => document.execCommand("insertText", false, text))`},
		{"Select all", `document.execCommand("selectAll")`},
	}
}

func (p *wailsPage) execute(code string) {
	if ctx, ok := p.started(); ok {
		wails_runtime.WindowExecJS(ctx, code)
	}
}

func (p *wailsPage) about() {
	if ctx, ok := p.started(); ok {
		_, _ = wails_runtime.MessageDialog(ctx, wails_runtime.MessageDialogOptions{
			Type: wails_runtime.InfoDialog, Title: "About Lockstep", Message: "Lockstep " + programVersion()})
	}
}
