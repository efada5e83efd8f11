import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'
import type { PlanView, RunView } from '../backend/views'
import { noChoices } from './answers.svelte'
import { acceptable } from './planned'

/**
 * ValueEdit is how one value of an environment is set: what is typed makes a plan, which is looked at and started like any
 * other. It is not the wizard's, which keeps what it was opened for: a value may be a secret.
 */
export class ValueEdit {
  text = $state('')
  why = $state('')
  #plan = $state.raw<PlanView | null>(null)
  #refused = $state.raw<BackendError | null>(null)
  #absent = $state(false)
  #doing = $state<'' | 'planning' | 'running'>('')
  readonly #backend: Backend
  readonly #ref: string
  readonly #place: string

  constructor(backend: Backend, ref: string, place: string) {
    this.#backend = backend
    this.#ref = ref
    this.#place = place
  }

  /** Null as long as the value is typed. */
  get plan(): PlanView | null {
    return this.#plan
  }

  /** Why it was not planned, or not begun. */
  get refused(): BackendError | null {
    return this.#refused
  }

  /** The environment does not have the place: the value can be kept ready for it. */
  get absent(): boolean {
    return this.#absent
  }

  get doing(): '' | 'planning' | 'running' {
    return this.#doing
  }

  /** What would travel or be lost, and has to be accepted, or stands in the way. */
  get open(): number {
    return this.#plan?.problems.filter((problem) => problem.verdict === 'blocks' || (acceptable(problem) && !problem.accepted)).length ?? 0
  }

  /** Plans what is typed. */
  async review(): Promise<void> {
    const request = { act: 'edit' as const, source: '', target: this.#ref, model: '', slot: '', with_values: false, place: this.#place, value: this.text, choices: noChoices, about: [], found: '' }
    await this.#ask('planning', async () => {
      this.#plan = await this.#backend.plan(request)
    })
    this.#absent = this.#plan === null && this.#refused?.code === 'not-found'
  }

  /** Accepts what a value brings along: here nothing travels but what was typed. */
  async accept(): Promise<void> {
    const plan = this.#plan
    if (!plan) return
    await this.#ask('planning', async () => {
      this.#plan = await this.#backend.choose({ plan: plan.id, choices: { ...noChoices, accept_all: true, all_leaks: true } })
    })
  }

  /** Back to what is typed. */
  change(): void {
    this.#plan = null
    this.#refused = null
    this.#absent = false
  }

  /** Starts the run, and gives it at its end; null where none began. */
  async start(confirm: string): Promise<RunView | null> {
    const plan = this.#plan
    let run: RunView | null = null
    if (plan) {
      await this.#ask('running', async () => {
        run = await this.#backend.start({ plan: plan.id, confirm, why: this.why.trim() })
      })
    }
    return run
  }

  async #ask(doing: 'planning' | 'running', act: () => Promise<void>): Promise<void> {
    if (this.#doing !== '') return
    this.#doing = doing
    this.#refused = null
    try {
      await act()
    } catch (reason) {
      this.#refused = toBackendError(reason)
    } finally {
      this.#doing = ''
    }
  }
}
