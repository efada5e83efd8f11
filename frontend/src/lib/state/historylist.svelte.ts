import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'
import type { EventView, HistoryView, SnapshotView } from '../backend/views'

/** What is asked of a history. */
export interface HistoryAsk {
  ref: string
  search: string
  reason: string
  pinned: boolean
}

/** What is known of a history beside its events. */
export type HistoryFacts = Omit<HistoryView, 'events' | 'offset'>

const pageSize = 100

/**
 * HistoryList is the events of one environment that were asked for, newest first. All of them have their place, and
 * those that are looked at are read, page by page, a page ahead.
 */
export class HistoryList {
  /** By their place, and by the refs of their snapshots. Who reads them follows #version: a signal an event is too much. */
  readonly #events = new Map<number, EventView>()
  readonly #places = new Map<string, number>()
  #version = $state(0)
  #facts = $state.raw<HistoryFacts | null>(null)
  #error = $state.raw<BackendError | null>(null)
  #loading = $state(false)
  #ask = $state.raw<HistoryAsk>({ ref: '', search: '', reason: '', pinned: false })
  /** Counts the questions; an answer to an older one is dropped. */
  #turn = 0
  /** The answer to the last question. */
  #opened: Promise<void> = Promise.resolve()
  #pages = new Set<number>()
  /** The first and the last event that were in sight last. */
  #sight: [number, number] = [0, 0]
  #counting = new Set<string>()
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  get asked(): HistoryAsk {
    return this.#ask
  }

  get facts(): HistoryFacts | null {
    return this.#facts
  }

  get error(): BackendError | null {
    return this.#error
  }

  get loading(): boolean {
    return this.#loading
  }

  get total(): number {
    return this.#facts?.total ?? 0
  }

  at(index: number): EventView | null {
    void this.#version
    return this.#events.get(index) ?? null
  }

  /** Where the event of a snapshot is, as far as it is read; -1 for nowhere. */
  indexOfSnapshot(ref: string): number {
    void this.#version
    return this.#places.get(ref) ?? -1
  }

  #set(index: number, event: EventView): void {
    this.#events.set(index, event)
    for (const snapshot of [event.before, event.after]) if (snapshot) this.#places.set(snapshot.ref, index)
  }

  /**
   * Asks for events, and begins with those around a snapshot. What is shown stays until the answer is there. Who is
   * overtaken by another question waits for the answer to that one.
   */
  open(ask: HistoryAsk, around = ''): Promise<void> {
    this.#sight = [0, 0]
    return (this.#opened = this.#open(ask, around))
  }

  async #open(ask: HistoryAsk, around = ''): Promise<void> {
    const turn = ++this.#turn
    const other = ask.ref !== this.#ask.ref
    this.#ask = ask
    this.#error = null
    this.#loading = true
    if (other) this.#forget()
    try {
      const view = await this.#read(Math.max(0, this.#sight[0] - pageSize / 4), around)
      if (turn !== this.#turn) return await this.#opened
      this.#forget()
      this.#take(view)
      if (view.unread > 0) void this.#goOn(turn)
    } catch (reason) {
      if (turn === this.#turn) this.#error = toBackendError(reason)
    } finally {
      if (turn === this.#turn) this.#loading = false
    }
  }

  /** Reads again what is shown: something was recorded. */
  refresh(): Promise<void> {
    return (this.#opened = this.#open(this.#ask))
  }

  /** The search looks on where its time was over; what it finds more is added. */
  async #goOn(turn: number): Promise<void> {
    while (turn === this.#turn) {
      const view = await this.#read(0).catch(() => null)
      if (turn !== this.#turn || !view) return
      this.#forget()
      this.#take(view)
      if (view.unread === 0) return
    }
  }

  #read(offset: number, around = ''): Promise<HistoryView> {
    const { ref, search, reason, pinned } = this.#ask
    return this.#backend.history({ environment: ref, search: search.trim(), reason, pinned, offset, limit: pageSize, around })
  }

  #forget(): void {
    this.#events.clear()
    this.#places.clear()
    this.#version++
    this.#pages.clear()
    this.#counting.clear()
    this.#facts = null
  }

  #take(view: HistoryView): void {
    const { events, offset, ...facts } = view
    this.#facts = facts
    this.#add(events, offset)
  }

  #add(events: readonly EventView[], offset: number): void {
    events.forEach((event, at) => this.#set(offset + at, event))
    this.#version++
  }

  /** Says which events are in sight: they and their neighbours are read. */
  look(first: number, last: number): void {
    this.#sight = [first, last]
    const low = Math.max(0, Math.floor((first - pageSize / 2) / pageSize))
    const high = Math.floor(Math.min(this.total - 1, last + pageSize / 2) / pageSize)
    for (let page = low; page <= high; page++) void this.#readPage(page)
    void this.#count(first, last)
  }

  async #readPage(page: number): Promise<void> {
    if (this.#pages.has(page) || this.#has(page)) return
    const turn = this.#turn
    this.#pages.add(page)
    try {
      const view = await this.#read(page * pageSize)
      if (turn !== this.#turn) return
      this.#add(view.events, view.offset)
      void this.#count(...this.#sight)
    } catch (reason) {
      if (turn === this.#turn) this.#error = toBackendError(reason)
    }
  }

  #has(page: number): boolean {
    for (let at = page * pageSize; at < Math.min(this.total, (page + 1) * pageSize); at++) {
      if (!this.#events.has(at)) return false
    }
    return true
  }

  /** Reads until an event is there, for one who goes to it by a key. */
  async ensure(index: number): Promise<EventView | null> {
    if (!this.at(index)) await this.#readPage(Math.floor(index / pageSize))
    return this.at(index)
  }

  /** What events changed is found out for those that somebody looks at. */
  async #count(first: number, last: number): Promise<void> {
    const ids: string[] = []
    for (let at = first; at <= last; at++) {
      const event = this.#events.get(at)
      if (event?.counting && !this.#counting.has(event.id)) ids.push(event.id)
    }
    if (ids.length === 0) return
    const turn = this.#turn
    for (const id of ids) this.#counting.add(id)
    const counted = await this.#backend.countHistory({ environment: this.#ask.ref, ids }).catch(() => [])
    if (turn !== this.#turn) return
    for (const id of ids) this.#counting.delete(id)
    const found = new Map(counted.map(({ id, counts }) => [id, counts]))
    for (const [at, event] of this.#events) {
      const counts = found.get(event.id)
      if (counts !== undefined) this.#events.set(at, { ...event, counts, counting: false })
    }
    this.#version++
    if (counted.length > 0) await this.#count(...this.#sight)
  }

  /** Shows a snapshot as it is by now: with another note, or pinned. */
  replace(snapshot: SnapshotView): void {
    const at = this.indexOfSnapshot(snapshot.ref)
    const event = this.at(at)
    if (!event) return
    const by = (one: SnapshotView | null) => (one?.ref === snapshot.ref ? { ...snapshot, run: one.run } : one)
    this.#set(at, { ...event, before: by(event.before), after: by(event.after) })
    this.#version++
  }
}
