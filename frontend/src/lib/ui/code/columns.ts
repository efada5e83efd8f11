// One column of a difference in an editor that is only read: fates of lines, marks, room for the other side, folds.
import { Compartment, EditorState, type Extension, type Range, RangeSet, RangeSetBuilder, StateEffect, StateField, type Text } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutter,
  gutterLineClass,
  gutterWidgetClass,
  highlightSpecialChars,
  lineNumbers,
  WidgetType,
} from '@codemirror/view'
import { plural } from '../../format/numbers'
import { type Column, longest } from './layout'
import { spoken } from './spoken'
import { look } from './theme'

const lineHeight = 20
const foldHeight = 24

/** Shows the lines of these folds. */
export const unfold = StateEffect.define<readonly number[]>()

class Room extends WidgetType {
  constructor(readonly lines: number) {
    super()
  }
  override eq(other: Room): boolean {
    return other.lines === this.lines
  }
  override get estimatedHeight(): number {
    return this.lines * lineHeight
  }
  toDOM(): HTMLElement {
    const room = document.createElement('div')
    room.className = 'cm-room'
    room.style.height = `${this.lines * lineHeight}px`
    return room
  }
}

class Fold extends WidgetType {
  constructor(
    readonly at: number,
    readonly lines: number,
    readonly first: boolean,
    readonly open: (at: number) => void,
  ) {
    super()
  }
  override eq(other: Fold): boolean {
    return other.at === this.at && other.lines === this.lines
  }
  override get estimatedHeight(): number {
    return foldHeight
  }
  override ignoreEvent(): boolean {
    return true
  }
  toDOM(): HTMLElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'cm-fold'
    button.textContent = plural(this.lines, 'unchanged line')
    button.title = 'Show these lines'
    // Both columns have one; the keyboard meets it once.
    if (!this.first) button.tabIndex = -1
    button.addEventListener('click', () => this.open(this.at))
    return button
  }
}

class Sign extends GutterMarker {
  constructor(
    readonly sign: string,
    override readonly elementClass: string,
  ) {
    super()
  }
  override eq(other: Sign): boolean {
    return other.sign === this.sign && other.elementClass === this.elementClass
  }
  override toDOM(): Node {
    return document.createTextNode(this.sign)
  }
}

class Tint extends GutterMarker {
  constructor(override readonly elementClass: string) {
    super()
  }
}

const besideFold = new Tint('cm-beside-fold')
const signs = { add: '+', remove: '−', change: '~', old: '−', new: '+' } as const
const fates = ['add', 'remove', 'change', 'old', 'new'] as const
const marked = Decoration.mark({ class: 'cm-marked' })
const line = Object.fromEntries(fates.map((fate) => [fate, Decoration.line({ class: `cm-fate-${fate}` })])) as Record<(typeof fates)[number], Decoration>
const sign = Object.fromEntries(fates.map((fate) => [fate, new Sign(signs[fate], `cm-fate-${fate}`)])) as Record<(typeof fates)[number], Sign>
const tint = Object.fromEntries(fates.map((fate) => [fate, new Tint(`cm-fate-${fate}`)])) as Record<(typeof fates)[number], Tint>

export interface ColumnOptions {
  column: Column
  label: string
  language: string
  full: boolean
  /** The first of two, or the only one. */
  first: boolean
  open: (at: number) => void
}

/** A column's extensions; found is what a search puts its marks into. */
export function columnOf(options: ColumnOptions, found: Compartment): { doc: Text; extensions: Extension } {
  const { column, label } = options
  const doc = EditorState.create({ doc: column.text, extensions: EditorState.lineSeparator.of('\n') }).doc
  const width = longest(column.text)
  const extensions = [
    EditorState.lineSeparator.of('\n'),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', style: `min-width: calc(${width}ch + 28px)` }),
    spoken(options.language),
    highlightSpecialChars(),
    numbersOf(column),
    gutter({ class: 'cm-signs', markers: () => signsOf(column, doc), initialSpacer: () => sign.change }),
    EditorView.decorations.of(linesOf(column, doc)),
    EditorView.decorations.of(roomsOf(column, doc)),
    gutterLineClass.of(tintsOf(column, doc)),
    gutterWidgetClass.of((_, widget) => (widget instanceof Fold ? besideFold : null)),
    options.full ? [] : foldsOf(options, doc),
    found.of([]),
    diffLook,
    look,
  ]
  return { doc, extensions }
}

function numbersOf(column: Column): Extension {
  const { numbers } = column
  if (!numbers) return lineNumbers({ formatNumber: (n) => (column.empty ? '' : String(n)) })
  const told = (side: Uint32Array) => (n: number) => (side[n] ? String(side[n]) : '')
  const both = (n: number) => `${told(numbers.left)(n).padStart(5)} ${told(numbers.right)(n).padStart(5)}`
  return lineNumbers({ formatNumber: (n) => (column.empty ? '' : both(n)) })
}

/** The lines with a fate, in order, that the document has. */
function* tellFates(column: Column, doc: Text): Generator<[number, (typeof fates)[number]]> {
  for (const [n, fate] of column.fates) if (n <= doc.lines) yield [doc.line(n).from, fate]
}

function linesOf(column: Column, doc: Text): DecorationSet {
  const all: Range<Decoration>[] = []
  for (const [from, fate] of tellFates(column, doc)) all.push(line[fate].range(from))
  for (let at = 0; at + 2 < column.marks.length; at += 3) {
    const n = column.marks[at] ?? 0
    if (n > doc.lines) break
    const { from, to } = doc.line(n)
    const [start, end] = [from + (column.marks[at + 1] ?? 0), Math.min(to, from + (column.marks[at + 2] ?? 0))]
    if (start < end) all.push(marked.range(start, end))
  }
  return Decoration.set(all, true)
}

function signsOf(column: Column, doc: Text): RangeSet<GutterMarker> {
  return cached(column, 'signs', () => markers(column, doc, sign))
}

function tintsOf(column: Column, doc: Text): RangeSet<GutterMarker> {
  return markers(column, doc, tint)
}

const kept = new WeakMap<Column, Record<string, RangeSet<GutterMarker>>>()

/** A gutter asks for its markers at every update; they never change. */
function cached(column: Column, name: string, make: () => RangeSet<GutterMarker>): RangeSet<GutterMarker> {
  const known = kept.get(column) ?? {}
  kept.set(column, known)
  return (known[name] ??= make())
}

function markers(column: Column, doc: Text, of: Record<(typeof fates)[number], GutterMarker>): RangeSet<GutterMarker> {
  const builder = new RangeSetBuilder<GutterMarker>()
  for (const [from, fate] of tellFates(column, doc)) builder.add(from, from, of[fate])
  return builder.finish()
}

function roomsOf(column: Column, doc: Text): DecorationSet {
  const all: Range<Decoration>[] = []
  for (const { line: n, lines } of column.spacers) {
    // An empty text still shows one line, which is part of the room.
    const left = column.empty ? lines - 1 : lines
    if (left === 0) continue
    const past = n > doc.lines || column.empty
    const at = past ? doc.length : doc.line(n).from
    all.push(Decoration.widget({ widget: new Room(left), block: true, side: past ? 1 : -1 }).range(at))
  }
  if (column.empty) all.push(Decoration.line({ class: 'cm-room' }).range(0))
  return Decoration.set(all, true)
}

function foldsOf(options: ColumnOptions, doc: Text): Extension {
  const folded = options.column.folds.map(({ from, to }, at) => {
    const widget = new Fold(at, to - from + 1, options.first, options.open)
    return Decoration.replace({ widget, block: true, at }).range(doc.line(from).from, doc.line(to).to)
  })
  return StateField.define<DecorationSet>({
    create: () => Decoration.set(folded),
    update: (set, tr) => {
      for (const effect of tr.effects) {
        if (effect.is(unfold)) set = set.update({ filter: (_, __, value) => !effect.value.includes((value.spec as { at: number }).at) })
      }
      return set
    },
    provide: (field) => EditorView.decorations.from(field),
  })
}

const diffLook = EditorView.theme({
  '&': { height: 'auto' },
  '.cm-scroller': { overflowX: 'auto', overflowY: 'hidden', scrollbarWidth: 'none' },
  '.cm-scroller::-webkit-scrollbar': { display: 'none' },
  '.cm-content:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-lineNumbers .cm-gutterElement': { whiteSpace: 'pre' },
  '.cm-signs .cm-gutterElement': { width: '18px', textAlign: 'center', fontWeight: '700', fontSize: '12px' },
  '.cm-fate-add, .cm-fate-new': { backgroundColor: 'var(--add-bg)' },
  '.cm-fate-remove, .cm-fate-old': { backgroundColor: 'var(--del-bg)' },
  '.cm-fate-change': { backgroundColor: 'var(--chg-bg)' },
  '.cm-signs .cm-fate-add, .cm-signs .cm-fate-new': { color: 'var(--add)' },
  '.cm-signs .cm-fate-remove, .cm-signs .cm-fate-old': { color: 'var(--del)' },
  '.cm-signs .cm-fate-change': { color: 'var(--chg)' },
  '.cm-marked': { borderRadius: '3px', padding: '1px 0' },
  '.cm-fate-change .cm-marked': { backgroundColor: 'var(--chg-strong)' },
  '.cm-fate-old .cm-marked': { backgroundColor: 'var(--del-strong)' },
  '.cm-fate-new .cm-marked': { backgroundColor: 'var(--add-strong)' },
  // Code keeps its colours on a tint only where they stay readable there: what a change is matters more.
  '.cm-fate-add span, .cm-fate-new span, .cm-fate-remove span, .cm-fate-old span, .cm-fate-change span': { color: 'var(--text)' },
  '.cm-room': { background: 'repeating-linear-gradient(-45deg, transparent 0 5px, var(--line) 5px 6px)' },
  '.cm-fold': {
    display: 'block', width: '100%', height: `${foldHeight}px`, padding: '0 0 0 8px', border: '0', textAlign: 'left', position: 'sticky', left: '0',
    background: 'var(--sunken)', color: 'var(--text-3)', font: '400 11.5px/22px var(--font-ui)', cursor: 'pointer',
    boxShadow: 'inset 0 1px 0 var(--line), inset 0 -1px 0 var(--line)',
  },
  '.cm-beside-fold': { background: 'var(--sunken)', boxShadow: 'inset 0 1px 0 var(--line), inset 0 -1px 0 var(--line)' },
  '.cm-fold::before': { content: '"⌄"', padding: '0 8px 0 4px' },
  '.cm-fold:hover': { color: 'var(--text)', background: 'var(--well)' },
  '.cm-fold:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-found': { backgroundColor: 'var(--warn-bg)', boxShadow: '0 0 0 1px var(--warn)', borderRadius: '2px' },
  '.cm-found-now': { backgroundColor: 'var(--accent-fill)', color: 'var(--on-accent) !important' },
  '.cm-found-now span': { color: 'var(--on-accent) !important' },
  '@media (forced-colors: active)': {
    '.cm-fate-add, .cm-fate-new, .cm-fate-remove, .cm-fate-old, .cm-fate-change': { outline: '1px solid CanvasText', outlineOffset: '-1px' },
  },
})
