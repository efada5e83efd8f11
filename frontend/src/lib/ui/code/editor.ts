// A text that is edited, in CodeMirror: with its colours, problems at their places, and bars beside changed lines.
import { defaultKeymap, history, historyKeymap, invertedEffects } from '@codemirror/commands'
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, Prec, type Range, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view'
import { spoken } from './spoken'
import { look } from './theme'

/** Something to say at a place of the text. */
export interface Spot {
  from: number
  to: number
  message: string
  severity: 'error' | 'warning' | 'info'
}

/** Lines that are not what they were, from 1. */
export interface Changed {
  line: number
  lines: number
}

interface EditorOptions {
  host: HTMLElement
  text: string
  label: string
  /** What the text is written in. */
  language: string
  readonly: boolean
  onchange: (text: string) => void
  /** Ctrl Enter or Ctrl S. */
  onsubmit: () => void
}

const setBars = StateEffect.define<DecorationSet>()
const bars = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (set, tr) => tr.effects.reduce((now, effect) => (effect.is(setBars) ? effect.value : now), set.map(tr.changes)),
  provide: (field) => EditorView.decorations.from(field),
})
const bar = Decoration.line({ class: 'cm-bar' })
const wrong = Decoration.line({ class: 'cm-wrong' })

type Ends = '\n' | '\r\n'

// A text keeps the line ends that it came with. The editor knows one kind: the other is taken off where a text comes in,
// and put back where it is given out. Where both kinds are mixed, nothing is taken off.
const setEnds = StateEffect.define<Ends>()
const ends = StateField.define<Ends>({
  create: () => '\n',
  update: (now, tr) => tr.effects.reduce((last, effect) => (effect.is(setEnds) ? effect.value : last), now),
})
// Whoever takes back a text that was put in place gets its line ends back too.
const endsBack = invertedEffects.of((tr) => (tr.effects.some((effect) => effect.is(setEnds)) ? [setEnds.of(tr.startState.field(ends))] : []))

export function endsOf(text: string): Ends {
  return text.includes('\r\n') && !/(^|[^\r])\n/.test(text) ? '\r\n' : '\n'
}

const plain = (text: string) => text.replaceAll('\r\n', '\n')

// These go back and forward in the window.
const others = ['Alt-ArrowLeft', 'Alt-ArrowRight', 'Mod-Enter']

/**
 * Types over a selection, or several lines at once. Left to itself, a browser keeps the looks of what it replaces or splits
 * as an inline style, which the window's policy refuses aloud.
 */
function overwrite(event: InputEvent, view: EditorView): boolean {
  if (event.inputType !== 'insertText' || event.isComposing || event.data === null || view.state.readOnly) return false
  const [range] = event.getTargetRanges()
  let { from, to } = view.state.selection.main
  if (from === to && range) {
    from = view.posAtDOM(range.startContainer, range.startOffset)
    to = view.posAtDOM(range.endContainer, range.endOffset)
  }
  if (from > to || (from === to && !event.data.includes('\n'))) return false
  event.preventDefault()
  const insert = view.state.toText(event.data)
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: 'input.type', scrollIntoView: true })
  return true
}

// CodeMirror's own words, as this window writes them.
const phrases = {
  next: 'Next', previous: 'Previous', all: 'Select all', replace: 'Replace', 'replace all': 'Replace all', close: 'Close the search',
  'match case': 'Match case', regexp: 'Regular expression', 'by word': 'Whole words',
}

export class Editor {
  readonly view: EditorView
  #spots: readonly Spot[] = []
  #changed: readonly Changed[] = []

  constructor({ host, text, label, language, readonly, onchange, onsubmit }: EditorOptions) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
    const submit = () => {
      onsubmit()
      return true
    }
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: endsOf(text) === '\n' ? text : plain(text),
        extensions: [
          EditorState.lineSeparator.of('\n'),
          ends.init(() => endsOf(text)),
          endsBack,
          EditorView.clipboardInputFilter.of(plain),
          EditorState.readOnly.of(readonly),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', spellcheck: 'false', autocapitalize: 'off' }),
          EditorState.phrases.of(phrases),
          indentUnit.of('  '),
          lineNumbers(),
          history(),
          spoken(language),
          bracketMatching(),
          indentOnInput(),
          highlightSpecialChars(),
          highlightSelectionMatches(),
          readonly ? [] : highlightActiveLine(),
          search({ top: true }),
          bars,
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run: submit }, { key: 'Mod-s', run: submit }])),
          keymap.of([...defaultKeymap.filter(({ key }) => key === undefined || !others.includes(key)), ...historyKeymap, ...searchKeymap]),
          EditorView.domEventHandlers({ beforeinput: overwrite }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) onchange(this.text)
          }),
          editorLook,
          look,
        ],
      }),
    })
  }

  get text(): string {
    const { doc } = this.view.state
    return doc.sliceString(0, doc.length, this.#ends)
  }

  get #ends(): Ends {
    return this.view.state.field(ends)
  }

  /** Where a place of the text is for the editor, which counts every line end as one. */
  #within(at: number): number {
    const { doc } = this.view.state
    if (this.#ends === '\n') return Math.min(Math.max(0, at), doc.length)
    const before = (line: number) => line - 1
    let [low, high] = [1, doc.lines]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (doc.line(middle).from + before(middle) <= at) low = middle
      else high = middle - 1
    }
    const { from, to } = doc.line(low)
    return Math.min(Math.max(from, at - before(low)), to)
  }

  /** Puts another text in place, as one step that Ctrl Z takes back. */
  write(text: string): void {
    if (text === this.text) return
    const now = endsOf(text)
    const insert = now === '\n' ? text : plain(text)
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert }, effects: now === this.#ends ? [] : setEnds.of(now) })
  }

  edit(changes: readonly { from: number; to: number; text: string }[]): void {
    this.view.dispatch({ changes: changes.map(({ from, to, text }) => ({ from: this.#within(from), to: this.#within(to), insert: plain(text) })) })
    this.view.focus()
  }

  /** Shows what is wrong, and which lines are not what they were. */
  tell(spots: readonly Spot[], changed: readonly Changed[]): void {
    this.#spots = spots
    this.#changed = changed
    const found: Diagnostic[] = spots.map(({ from, to, severity, message }) => ({ from: this.#within(from), to: this.#within(to), severity, message }))
    this.view.dispatch(setDiagnostics(this.view.state, found), { effects: setBars.of(this.#lines()) })
  }

  #lines(): DecorationSet {
    const { doc } = this.view.state
    const all: Range<Decoration>[] = []
    for (const { line, lines } of this.#changed) {
      for (let n = line; n < line + lines && n <= doc.lines; n++) all.push(bar.range(doc.line(n).from))
    }
    for (const { from, severity } of this.#spots) {
      if (severity === 'error') all.push(wrong.range(doc.lineAt(this.#within(from)).from))
    }
    return Decoration.set(all, true)
  }

  /** Puts the caret at the beginning of a line and brings it into sight. */
  goTo(line: number): void {
    const { doc } = this.view.state
    const at = doc.line(Math.min(Math.max(1, line), doc.lines))
    this.view.dispatch({ selection: { anchor: at.from + (/^\s*/.exec(at.text)?.[0].length ?? 0) }, effects: EditorView.scrollIntoView(at.from, { y: 'center' }) })
    this.view.focus()
  }

  destroy(): void {
    this.view.destroy()
  }
}

const editorLook = EditorView.theme({
  '&': { height: '100%' },
  '.cm-scroller': { overflow: 'auto', fontSize: '12.5px', lineHeight: '21px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '44px', padding: '0 12px 0 8px' },
  '.cm-line': { padding: '0 24px 0 10px' },
  '.cm-content:focus-visible': { outline: 'none' },
  '.cm-activeLine': { backgroundColor: 'var(--hover)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)' },
  '.cm-bar': { boxShadow: 'inset 3px 0 0 var(--add-line)' },
  '.cm-wrong': { backgroundColor: 'var(--del-bg)', boxShadow: 'inset 3px 0 0 var(--del)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--del) 1px', textUnderlineOffset: '4px' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warn) 1px', textUnderlineOffset: '4px' },
  '.cm-lintRange-info': { backgroundImage: 'none', textDecoration: 'underline dotted var(--text-3) 1px', textUnderlineOffset: '4px' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--well)', outline: '1px solid var(--line-2)' },
  '.cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--del-bg)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--accent-weak)' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-bg)', outline: '1px solid var(--warn-line)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--warn-line)' },
  '.cm-tooltip': { border: '1px solid var(--line-2)', borderRadius: '6px', backgroundColor: 'var(--surface)', color: 'var(--text)', boxShadow: 'var(--e2)', fontFamily: 'var(--font-ui)' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: '0', maxWidth: '480px' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text)', fontFamily: 'var(--font-ui)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: '8px 32px 8px 16px', fontSize: '12.5px' },
  '.cm-panel.cm-search [name=close]': { width: '24px', height: '24px', top: '8px', color: 'var(--text-2)' },
  '.cm-textfield': { height: '26px', padding: '0 8px', border: '1px solid var(--line-ctl)', borderRadius: '6px', backgroundColor: 'var(--surface)', color: 'var(--text)', fontSize: '12.5px' },
  '.cm-button': { height: '26px', padding: '0 9px', border: '1px solid var(--line-2)', borderRadius: '6px', backgroundImage: 'none', backgroundColor: 'var(--surface)', color: 'var(--text)', fontSize: '12px' },
  '.cm-textfield:focus-visible, .cm-button:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: '1px' },
  '.cm-panel.cm-search label': { fontSize: '12px', display: 'inline-flex', alignItems: 'center', minHeight: '24px' },
})
