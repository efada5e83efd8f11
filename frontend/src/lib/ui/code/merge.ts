// A difference in CodeMirror, side by side or in one column. Every line has one height and every change leaves its room on the
// other side, so equal lines are level by construction and nothing has to be measured to align them. What differs is
// said by the Go side alone: no second engine decides anything here.
import { Compartment, EditorState } from '@codemirror/state'
import { Decoration, EditorView } from '@codemirror/view'
import { type Column, type DiffText, sideBySide, unified } from './layout'
import { columnOf, unfold } from './columns'

export interface MergeOptions {
  diff: DiffText
  left: string
  right: string
  unified: boolean
  full: boolean
  /** One host for each column. */
  hosts: readonly HTMLElement[]
  /** What scrolls both columns up and down. */
  scroll: HTMLElement
  /** The bar that scrolls both columns sideways. */
  bar: HTMLElement
}

interface Hit {
  column: number
  from: number
  to: number
}

/** How far below the upper edge something is brought that is looked for. */
const margin = 72

export class Merge {
  readonly views: EditorView[]
  readonly #columns: Column[]
  readonly #options: MergeOptions
  readonly #found = new Compartment()
  readonly #resized: ResizeObserver
  #hits: Hit[] = []
  #hit = -1

  constructor(options: MergeOptions) {
    this.#options = options
    const both = sideBySide(options.diff)
    this.#columns = options.unified ? [unified(options.diff)] : [both.left, both.right]
    const labels = options.unified ? [`${options.left} and ${options.right}`] : [options.left, options.right]
    this.views = this.#columns.map((column, at) => {
      const host = options.hosts[at]
      if (!host) throw new Error('A column has no place.')
      const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
      const { doc, extensions } = columnOf(
        {
          column,
          label: labels[at] ?? '',
          language: options.diff.language,
          full: options.full,
          first: at === 0,
          open: (fold) => this.#open(fold, at),
        },
        this.#found,
      )
      return new EditorView({ state: EditorState.create({ doc, extensions }), parent: root, root })
    })
    for (const view of this.views) view.scrollDOM.addEventListener('scroll', this.#aside)
    options.bar.addEventListener('scroll', this.#aside)
    this.#resized = new ResizeObserver(() => this.#fit())
    for (const view of this.views) this.#resized.observe(view.scrollDOM)
  }

  get changes(): number {
    return this.#columns[0]?.changes.length ?? 0
  }

  /** How far down each change begins, in pixels. */
  top(change: number): number {
    let top = Infinity
    for (const [at, view] of this.views.entries()) {
      const line = this.#columns[at]?.changes[change]
      if (line === undefined) continue
      const { doc } = view.state
      // A side that has no lines of the change has room for it, which is just above the line that follows.
      top = Math.min(top, line > doc.lines ? view.contentHeight - 40 : view.lineBlockAt(doc.line(line).from).top)
    }
    return top === Infinity ? 0 : top
  }

  /** Brings a change into sight. */
  reveal(change: number): void {
    this.#options.scroll.scrollTop = Math.max(0, this.top(change) - margin)
  }

  /** The change that is at the upper edge, as far as one has scrolled. */
  get near(): number {
    const at = this.#options.scroll.scrollTop + margin + 4
    let near = 0
    for (let change = 0; change < this.changes && this.top(change) <= at; change++) near = change
    return near
  }

  /** Looks for a text whatever its case; gives how often it is there. */
  find(wanted: string): number {
    this.#hits = []
    this.#hit = -1
    const low = wanted.toLowerCase()
    for (const [column, { text }] of this.#columns.entries()) {
      const all = text.toLowerCase()
      // Lower case may be longer in rare letters; then the places would be wrong, so the text is taken as it is.
      const within = all.length === text.length ? all : text
      for (let at = low === '' ? -1 : within.indexOf(low); at >= 0 && this.#hits.length < 10_000; at = within.indexOf(low, at + low.length)) {
        this.#hits.push({ column, from: at, to: at + low.length })
      }
    }
    this.#hits = this.#hits
      .map((hit) => ({ hit, top: this.#topOf(hit) }))
      .sort((a, b) => a.top - b.top || a.hit.column - b.hit.column)
      .map(({ hit }) => hit)
    this.#paint()
    return this.#hits.length
  }

  /** Goes to the next place that was found; gives which one it is, from 1; 0 where there is none. */
  seek(by: number): number {
    const n = this.#hits.length
    if (n === 0) return 0
    this.#hit = this.#hit < 0 && by < 0 ? n - 1 : (this.#hit + by + n) % n
    const hit = this.#hits[this.#hit]
    if (!hit) return 0
    this.#openAround(hit)
    this.#paint()
    this.#options.scroll.scrollTop = Math.max(0, this.#topOf(hit) - margin)
    return this.#hit + 1
  }

  destroy(): void {
    this.#resized.disconnect()
    this.#options.bar.removeEventListener('scroll', this.#aside)
    for (const view of this.views) view.destroy()
  }

  #topOf(hit: Hit): number {
    return this.views[hit.column]?.lineBlockAt(hit.from).top ?? 0
  }

  #paint(): void {
    for (const [at, view] of this.views.entries()) {
      const now = this.#hits[this.#hit]
      const marks = this.#hits
        .filter((hit) => hit.column === at)
        .sort((a, b) => a.from - b.from)
        .map((hit) => Decoration.mark({ class: hit === now ? 'cm-found cm-found-now' : 'cm-found' }).range(hit.from, hit.to))
      view.dispatch({ effects: this.#found.reconfigure(EditorView.decorations.of(Decoration.set(marks))) })
    }
  }

  #openAround(hit: Hit): void {
    const line = this.views[hit.column]?.state.doc.lineAt(hit.from).number ?? 0
    const folds = this.#columns[hit.column]?.folds ?? []
    const at = folds.findIndex(({ from, to }) => from <= line && line <= to)
    if (at >= 0) for (const view of this.views) view.dispatch({ effects: unfold.of([at]) })
  }

  #open(fold: number, column: number): void {
    for (const view of this.views) view.dispatch({ effects: unfold.of([fold]) })
    // The button that had the focus is gone.
    this.views[column]?.contentDOM.focus({ preventScroll: true })
  }

  /** What is scrolled sideways takes the rest along. */
  #aside = (event: Event): void => {
    const left = (event.target as HTMLElement).scrollLeft
    for (const other of [...this.views.map((view) => view.scrollDOM), this.#options.bar]) {
      if (other !== event.target && other.scrollLeft !== left) other.scrollLeft = left
    }
  }

  #fit(): void {
    const beyond = Math.max(0, ...this.views.map(({ scrollDOM }) => scrollDOM.scrollWidth - scrollDOM.clientWidth))
    const { bar } = this.#options
    bar.hidden = beyond < 2
    const inner = bar.firstElementChild as HTMLElement | null
    if (inner) inner.style.width = `calc(100% + ${beyond}px)`
  }
}
