import { SvelteSet } from 'svelte/reactivity'
import type { Backend } from '../backend/backend'
import type { CompareView, DiffView, ExportView, PageView, SchemaView, SearchView, SecretView } from '../backend/views'
import { keep, kept } from './kept'
import { Resource } from './resource.svelte'

/** How differences are shown; the window remembers it. */
export class DiffTaste {
  #unified = $state(kept('diff-unified') === 'yes')
  #full = $state(kept('diff-full') === 'yes')
  #schema = $state(kept('compare-schema') === 'yes')
  #tree = $state(kept('compare-tree') !== 'no')

  get unified(): boolean {
    return this.#unified
  }
  set unified(on: boolean) {
    this.#unified = on
    keep('diff-unified', on ? 'yes' : null)
  }

  /** Unchanged lines are shown, not folded. */
  get full(): boolean {
    return this.#full
  }
  set full(on: boolean) {
    this.#full = on
    keep('diff-full', on ? 'yes' : null)
  }

  /** The models are drawn as tables, not as text. */
  get schema(): boolean {
    return this.#schema
  }
  set schema(on: boolean) {
    this.#schema = on
    keep('compare-schema', on ? 'yes' : null)
  }

  /** The tree is shown beside the text. */
  get tree(): boolean {
    return this.#tree
  }
  set tree(on: boolean) {
    this.#tree = on
    keep('compare-tree', on ? null : 'no')
  }
}

/** Difference is one item, side by side, of a comparison or of a plan. */
export class Difference {
  readonly diff = new Resource<DiffView>()
  /** White space is left out of account. */
  ignoreSpace = $state(false)
  #asked = ''
  /** The sessions in which large items are shown unasked: it was asked once. */
  #large = new Set<string>()
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Reads the item of a session; what is too large is read only when asked for. */
  async show(session: string, key: string, large = false): Promise<void> {
    const asked = `${session} ${key}`
    if (asked !== this.#asked) this.diff.set(null)
    this.#asked = asked
    if (large) this.#large.add(session)
    const ignoreSpace = this.ignoreSpace
    await this.diff.load(() => this.#backend.itemDiff({ session, key, large: this.#large.has(session), ignoreSpace }))
  }

  /** Reads the whole model of a slot, as a plan's target has it and as the plan would make it. */
  async showModel(plan: string, slot: string, large = false): Promise<void> {
    this.#asked = ''
    await this.diff.load(() => this.#backend.modelDiff({ plan, slot, large }))
  }

  clear(): void {
    this.#asked = ''
    this.diff.set(null)
  }
}

/** Comparison is two sides and what differs between them. */
export class Comparison {
  readonly view = new Resource<CompareView>()
  readonly drawn = new Resource<SchemaView>()
  readonly found = new Resource<SearchView & { text: string }>()
  readonly difference: Difference
  /** Values that belong to an environment count as differences too. */
  withValues = $state(false)
  /** Whether they do in what is shown. */
  #counted = $state(false)
  readonly taste = new DiffTaste()
  /** The items that the person has looked through, by key. */
  readonly viewed = new SvelteSet<string>()
  /** How far down each item was when it was left. */
  readonly places = new Map<string, number>()
  #sides = ''
  #states = ''
  #turn = 0
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
    this.difference = new Difference(backend)
  }

  /** What the text of an item depends on: the states and how they are compared, not the name under which Go knows them. */
  get compared(): string {
    const view = this.view.value
    return view ? `${view.a.state} ${view.b.state} ${this.#counted}` : ''
  }

  /** Shows what is known at once, and then what the sides are now. */
  async load(a: string, b: string): Promise<void> {
    const sides = `${a}\n${b}`
    const other = sides !== this.#sides
    if (other) {
      this.clear()
      this.places.clear()
    }
    const turn = ++this.#turn
    this.#sides = sides
    if (other) {
      await this.#known(a, b, turn)
      if (turn !== this.#turn) return
    }
    await this.refresh(a, b)
  }

  async #known(a: string, b: string, turn: number): Promise<void> {
    // That nothing is known, or cannot be read, is no failure: both sides are read next, and that is told.
    const { withValues } = this
    const known = await this.#backend.compareKnown({ a, b, withValues }).catch(() => null)
    if (known && known.id !== '' && turn === this.#turn) this.#take(known, withValues)
  }

  /** Reads both sides again. What is shown stays until then. */
  async refresh(a: string, b: string): Promise<void> {
    const { withValues } = this
    const view = await this.view.load(() => this.#backend.compare({ a, b, withValues }))
    if (view) this.#remember(view, withValues)
  }

  #take(view: CompareView, counted: boolean): void {
    this.view.set(view)
    this.#remember(view, counted)
  }

  /** Finds what was viewed of just these two states. */
  #remember(view: CompareView, counted: boolean): void {
    this.#counted = counted
    const states = `${view.a.state} ${view.b.state}`
    if (states === this.#states) return
    this.#states = states
    this.viewed.clear()
    const [of = '', ...keys] = (kept('compare-viewed') ?? '').split('\n')
    if (of === states) for (const key of keys) this.viewed.add(key)
  }

  mark(key: string): void {
    if (!this.viewed.delete(key)) this.viewed.add(key)
    keep('compare-viewed', this.viewed.size === 0 ? null : [this.#states, ...this.viewed].join('\n'))
  }

  /** Lets go of all texts and lists. Where each item was left is kept. */
  clear(): void {
    this.#turn++
    this.#sides = ''
    this.#states = ''
    this.view.set(null)
    this.drawn.set(null)
    this.found.set(null)
    this.difference.clear()
    this.viewed.clear()
  }

  async search(text: string): Promise<void> {
    const session = this.view.value?.id
    if (session === undefined || text.trim() === '') {
      this.found.set(null)
      return
    }
    await this.found.load(async () => ({ ...(await this.#backend.searchComparison({ session, text })), text }))
  }

  async draw(): Promise<void> {
    const session = this.view.value?.id
    if (session !== undefined) await this.drawn.load(() => this.#backend.schema({ session }))
  }

  /** A page of the snapshots of an environment that a text may mean. */
  pageOf(ref: string, text: string, offset: number, limit: number): Promise<PageView> {
    return this.#backend.findSnapshots({ ref, text, offset, limit })
  }

  /** One secret of an item, for a person who asked to see it: it is given, and not kept. */
  reveal(session: string, key: string, address: string): Promise<SecretView> {
    return this.#backend.revealSecret({ session, key, address })
  }

  patch(session: string): Promise<string> {
    return this.#backend.patchOf({ session })
  }

  /** Asks where to, and writes the report; null where the person cancelled. */
  async report(session: string, name: string): Promise<Pick<ExportView, 'path' | 'bytes'> | null> {
    const path = await this.#backend.pickSave({ name })
    return path === '' ? null : this.#backend.saveReport({ session, path })
  }

  stop(): Promise<void> {
    return this.#backend.interrupt()
  }

  pickArchive(): Promise<string> {
    return this.#backend.pickArchive()
  }
}
