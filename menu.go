//go:build (desktop || dev) && !bindings

package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"

	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/menu/keys"
	wails_runtime "github.com/wailsapp/wails/v2/pkg/runtime"
)

// act is a line of the menu. It stands for a key rather than a command: the page has the one table of what each key
// does, and the menu presses it there, with Ctrl or on a Mac with Command.
type act struct{ label, key string }

// line between two groups of acts.
var line = act{}

func (p *wailsPage) menu() *menu.Menu {
	m := menu.NewMenu()
	mac := runtime.GOOS == "darwin"
	if mac {
		m.Append(menu.AppMenu())
	}
	file := m.AddSubmenu("File")
	p.add(file, act{"New project…", "Ctrl+N"}, act{"Open archive…", "Ctrl+O"}, act{"Export…", "Ctrl+E"}, line)
	p.addScripts(file, []script{running("Apply settings…", "project.apply"), running("Prune…", "project.prune"), running("Save key file…", "key.save")})
	p.add(file, line, act{"Settings", "Ctrl+,"})
	if mac {
		m.Append(menu.EditMenu())
	} else {
		file.AddSeparator()
		file.AddText("Quit", keys.CmdOrCtrl("q"), func(*menu.CallbackData) { p.end() })
		edit := m.AddSubmenu("Edit")
		p.addScripts(edit, editing())
		p.add(edit, line, act{"Find in this view", "Ctrl+F"})
	}
	view := m.AddSubmenu("View")
	p.add(view, act{"Search or run…", "Ctrl+K"}, act{"Show or hide the tree", "Ctrl+B"}, act{"Next pane", "F6"}, line,
		act{"Larger text", "Ctrl++"}, act{"Smaller text", "Ctrl+-"}, act{"Normal text", "Ctrl+Shift+0"})
	if mac {
		p.add(view, line, act{"Find in this view", "Ctrl+F"}, act{"Undo note, pin or tick", "Ctrl+Z"})
	}
	environment := m.AddSubmenu("Environment")
	p.add(environment, act{"Promote…", "Ctrl+Shift+P"}, act{"Compare", "Ctrl+Shift+C"},
		act{"Take a snapshot…", "Ctrl+S"}, line, act{"Check now", "Ctrl+R"}, line)
	p.addScripts(environment, []script{running("Restore…", "restore.which"), running("Roll back…", "rollback.which"),
		running("Add environment…", "environment.add")})
	p.addPlaces(m.AddSubmenu("Go"))
	if mac {
		m.Append(menu.WindowMenu())
	}
	help := m.AddSubmenu("Help")
	p.add(help, act{"All shortcuts", "F1"})
	p.addScripts(help, []script{running("Verify the catalog", "verify.catalog")})
	if !mac {
		help.AddText("About Lockstep", nil, func(*menu.CallbackData) { p.about() })
	}
	return m
}

func (p *wailsPage) addPlaces(m *menu.Menu) {
	p.add(m, act{"Overview", "Ctrl+0"})
	p.addScripts(m, []script{
		{"Compare", `location.hash = "#/compare"`},
		{"Values", `location.hash = "#/values"`},
		{"Activity", `location.hash = "#/activity"`},
		{"Archive", `location.hash = "#/archive"`},
	})
	stages := m.AddSubmenu("Environments")
	for n := 1; n <= 9; n++ {
		p.add(stages, act{fmt.Sprintf("Environment %d", n), fmt.Sprintf("Ctrl+%d", n)})
	}
	p.add(m, line, act{"Back", "Alt+ArrowLeft"}, act{"Forward", "Alt+ArrowRight"})
}

func (p *wailsPage) add(m *menu.Menu, acts ...act) {
	for _, a := range acts {
		if a == line {
			m.AddSeparator()
			continue
		}
		m.AddText(a.label, accelerator(a.key), func(*menu.CallbackData) { p.press(a.key) })
	}
}

// parts splits a key as the page writes it: Ctrl+Shift+P, Ctrl++, F6.
func parts(key string) (modifiers []string, last string) {
	at := strings.LastIndex(strings.TrimSuffix(key, "+"), "+")
	if at < 0 {
		return nil, key
	}
	return strings.Split(key[:at], "+"), key[at+1:]
}

// accelerator is the key as the system's menu knows it; nil where it must not have the key: on a Mac a text field
// needs Option with an arrow, and Command with Z belongs to the Edit menu.
func accelerator(key string) *keys.Accelerator {
	if runtime.GOOS == "darwin" && (strings.HasPrefix(key, "Alt+") || key == "Ctrl+Z") {
		return nil
	}
	modifiers, last := parts(key)
	a := keys.Key(strings.TrimPrefix(last, "Arrow"))
	known := map[string]keys.Modifier{"Ctrl": keys.CmdOrCtrlKey, "Shift": keys.ShiftKey, "Alt": keys.OptionOrAltKey}
	for _, m := range modifiers {
		a.Modifiers = append(a.Modifiers, known[m])
	}
	return a
}

// press presses a key in the page, with Ctrl or on a Mac with Command.
func (p *wailsPage) press(key string) {
	modifiers, last := parts(key)
	if len(last) == 1 {
		last = strings.ToLower(last)
	}
	init := map[string]any{"key": last, "bubbles": true, "cancelable": true}
	for _, m := range modifiers {
		switch {
		case m != "Ctrl":
			init[strings.ToLower(m)+"Key"] = true
		case runtime.GOOS == "darwin":
			init["metaKey"] = true
		default:
			init["ctrlKey"] = true
		}
	}
	event, err := json.Marshal(init)
	if err != nil {
		return
	}
	p.execute(fmt.Sprintf(`(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", %s))`, event))
}

// script is a line of the menu that the page carries out without a key.
type script struct{ label, code string }

// running is a line of the menu for an act that has no key: the page knows it by its id.
func running(label, id string) script {
	return script{label, fmt.Sprintf(`dispatchEvent(new CustomEvent("act", { detail: %q }))`, id)}
}

func (p *wailsPage) addScripts(m *menu.Menu, scripts []script) {
	for _, s := range scripts {
		m.AddText(s.label, nil, func(*menu.CallbackData) { p.execute(s.code) })
	}
}

// editing gives the Edit menu its own handlers: off macOS an item of a menu role does nothing. The keys themselves are
// the web view's, so the items have no accelerator. Where no text is edited, Undo is the page's: a note, a pin, a tick.
func editing() []script {
	const selection = `const at = document.activeElement;
		const text = at?.selectionStart == null ? String(getSelection()) : at.value.slice(at.selectionStart, at.selectionEnd);`
	const undo = `{ const at = document.activeElement ?? document.body;
		if (at.isContentEditable || at.selectionStart != null) document.execCommand("undo")
		else at.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true, cancelable: true })) }`
	return []script{
		{"Undo", undo},
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
