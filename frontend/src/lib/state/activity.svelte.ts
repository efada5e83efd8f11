import type { Backend } from '../backend/backend'
import type { BackendError } from '../backend/errors'
import { toBackendError } from '../backend/errors'
import type { Act, ActivityRunView, ActivityView, ExportView, LogLineView, RunPageView, SavedView } from '../backend/views'
import { type Days, daysOf, moments, type Range } from '../format/dates'
import { Resource } from './resource.svelte'

/** How many runs are asked for at a time. */
const pageSize = 40

/** What runs are asked for by; "" is no matter what. */
export interface ActivityFilter extends Days {
  range: Range
  /** uuid */
  environment: string
  by: string
  act: Act | ''
}

const everything: ActivityFilter = { range: 'any', from: '', to: '', environment: '', by: '', act: '' }

/** Activity is the runs that are looked at, page by page, and the one of them that is open. */
export class Activity {
  /** The newest answer, with what runs can be asked for by. */
  readonly first = new Resource<ActivityView>()
  readonly page = new Resource<RunPageView>()
  readonly log = new Resource<LogLineView[]>()
  #filter = $state.raw<ActivityFilter>(everything)
  #rows = $state.raw<readonly ActivityRunView[]>([])
  /** Whether older ones are on their way. */
  #more = false
  #error = $state.raw<BackendError | null>(null)
  #turn = 0
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  get filter(): ActivityFilter {
    return this.#filter
  }

  get filtered(): boolean {
    const { range, environment, by, act } = this.#filter
    return range !== 'any' || environment !== '' || by !== '' || act !== ''
  }

  /** The runs read so far, newest first. */
  get rows(): readonly ActivityRunView[] {
    return this.#rows
  }

  get total(): number {
    return this.first.value?.total ?? 0
  }

  /** Why older ones could not be read; null where they could. */
  get error(): BackendError | null {
    return this.#error
  }

  async choose(filter: Partial<ActivityFilter>): Promise<void> {
    this.#filter = { ...this.#filter, ...filter }
    this.#rows = []
    await this.load()
  }

  /** Asks where to, and writes values that a run saved; null where the person cancelled. */
  async exportSaved({ run, id }: SavedView, name: string): Promise<Pick<ExportView, 'path' | 'bytes'> | null> {
    const path = await this.#backend.pickSave({ name })
    return path === '' ? null : this.#backend.exportSaved({ run, id, path })
  }

  /** Forgets values that a run saved, and reads the run anew. */
  async dropSaved({ run, id }: SavedView): Promise<void> {
    await this.#backend.dropSaved({ run, id })
    await this.open(run)
  }

  clear(): Promise<void> {
    return this.choose(everything)
  }

  /** Reads the runs anew, as many as there are already. */
  async load(): Promise<void> {
    const turn = ++this.#turn
    this.#more = false
    this.#error = null
    const found = await this.first.load(() => this.#ask(0, Math.max(pageSize, this.#rows.length)))
    if (found && turn === this.#turn) this.#rows = found.runs
  }

  /** Reads the next older ones, where there are any. */
  async more(): Promise<void> {
    if (this.#more || this.first.loading || this.#error || this.#rows.length >= this.total) return
    const turn = this.#turn
    this.#more = true
    try {
      const { runs } = await this.#ask(this.#rows.length, pageSize)
      if (turn !== this.#turn) return
      const known = new Set(this.#rows.map((run) => run.number))
      this.#rows = [...this.#rows, ...runs.filter((run) => !known.has(run.number))]
    } catch (reason) {
      if (turn === this.#turn) this.#error = toBackendError(reason)
    } finally {
      if (turn === this.#turn) this.#more = false
    }
  }

  async open(number: number): Promise<void> {
    if (this.page.value?.run.number !== number) {
      this.page.set(null)
      this.log.set(null)
    }
    await Promise.all([
      this.page.load(() => this.#backend.activityRun({ number })),
      this.log.load(() => this.#backend.runLog({ number })),
    ])
  }

  #ask(offset: number, limit: number): Promise<ActivityView> {
    const { range, environment, by, act } = this.#filter
    const { from, to } = moments(daysOf(range, this.#filter, new Date()))
    return this.#backend.activity({ project: '', environment, by, act, from, to, offset, limit })
  }
}
