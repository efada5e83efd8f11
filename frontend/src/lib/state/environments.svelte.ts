import { SvelteMap } from 'svelte/reactivity'
import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'
import type { CheckedView, CheckRequest, ConnectionRequest, EnvironmentRequest, EnvironmentView, LookView, Policy, SnapshotView, TestView } from '../backend/views'

/** What is known of an environment by looking at it. */
export interface Seen {
  /** The last look that found it; null before the first. */
  view: LookView | null
  checking: boolean
  /** Why the last look failed; "" when it did not. */
  problem: string
}

const unseen: Seen = { view: null, checking: false, problem: '' }

/** How old a look may be when a screen opens, in milliseconds, before the environment is asked again. */
const recent = 10 * 60 * 1000

/** Environments asks the environments themselves, each alone, so that a slow one keeps no other waiting. */
export class Environments {
  #seen = new SvelteMap<string, Seen>()
  #turns = new Map<string, number>()
  #cleared = new SvelteMap<string, number>()
  #drafts = new SvelteMap<string, Record<string, string>>()
  readonly #backend: Backend
  readonly #looked: () => void

  constructor(backend: Backend, looked: () => void = () => undefined) {
    this.#backend = backend
    this.#looked = looked
  }

  seen(ref: string): Seen {
    return this.#seen.get(ref) ?? unseen
  }

  async look(ref: string): Promise<void> {
    const turn = (this.#turns.get(ref) ?? 0) + 1
    this.#turns.set(ref, turn)
    this.#seen.set(ref, { ...this.seen(ref), checking: true })
    const found = await this.#ask(ref)
    if (this.#turns.get(ref) !== turn) return
    this.#seen.set(ref, { ...found, view: found.view ?? this.seen(ref).view })
    this.#looked()
  }

  /**
   * Looks at what nobody looked at yet, or not for a while. Screens ask for it when they open: a capture of a large
   * environment takes its time, and what was seen a moment ago is shown with the time at which it was seen. An
   * environment that did not answer is asked again by hand.
   */
  async glance(environments: readonly EnvironmentView[]): Promise<void> {
    const due = environments.filter((environment) => {
      const { view, checking, problem } = this.seen(environment.ref)
      if (environment.connections.length === 0 || checking || problem !== '') return false
      return !view || view.remembered || Date.now() - new Date(view.checked_at).getTime() > recent
    })
    await this.lookAll(due.map((environment) => environment.ref))
  }

  /** Takes over what the program knows without asking. A look that is on its way, or newer, stays. */
  recall(looks: readonly LookView[]): void {
    for (const look of looks) {
      const seen = this.seen(look.environment)
      if (seen.view && !seen.view.remembered && (look.remembered || look.checked_at < seen.view.checked_at)) continue
      this.#seen.set(look.environment, { ...seen, view: look })
    }
  }

  /** Takes over what a look found that nobody here asked for. A look that is on its way tells more. */
  told(look: LookView): void {
    const seen = this.seen(look.environment)
    if (seen.checking || (seen.view && look.checked_at < seen.view.checked_at)) return
    if (!look.reachable) {
      this.#seen.set(look.environment, { ...seen, problem: look.problem || 'It did not answer.' })
      return
    }
    const same = seen.view?.state === look.state && seen.problem === ''
    this.#seen.set(look.environment, { view: same && seen.view ? { ...seen.view, ...news(look) } : look, checking: false, problem: '' })
    if (!same) this.#looked()
  }

  async lookAll(refs: string[]): Promise<void> {
    await Promise.all(refs.map((ref) => this.look(ref)))
  }

  async #ask(ref: string): Promise<Seen> {
    try {
      const view = await this.#backend.look({ ref })
      if (view.reachable) return { view, checking: false, problem: '' }
      return { view: null, checking: false, problem: view.problem || 'It did not answer.' }
    } catch (reason) {
      const error = toBackendError(reason)
      // A look that was stopped found nothing wrong, nor does a damaged catalog say anything of a system.
      return { view: null, checking: false, problem: error.code === 'conflict' || error.code === 'corrupt' ? '' : error.message }
    }
  }

  add(request: EnvironmentRequest): Promise<EnvironmentView> {
    return this.#backend.addEnvironment(request)
  }

  edit(request: EnvironmentRequest): Promise<EnvironmentView> {
    return this.#backend.editEnvironment(request)
  }

  remove(ref: string): Promise<void> {
    return this.#backend.removeEnvironment({ ref })
  }

  /** Lets Lockstep write to a live environment, or forbids it. */
  allowWriting(environment: EnvironmentView, allow: boolean): Promise<EnvironmentView> {
    return this.#backend.editEnvironment({ ...editOf(environment), allow_writing: allow })
  }

  /** What was typed into a connection's form and is not saved yet. It is kept while the window is open, secrets included, and nowhere else. */
  draft(ref: string, slot: string): Record<string, string> | null {
    return this.#drafts.get(`${ref}\n${slot}`) ?? null
  }

  keepDraft(ref: string, slot: string, values: Record<string, string> | null): void {
    if (values) this.#drafts.set(`${ref}\n${slot}`, values)
    else this.#drafts.delete(`${ref}\n${slot}`)
  }

  connect(request: ConnectionRequest): Promise<EnvironmentView> {
    return this.#backend.setConnection(request)
  }

  async test(request: ConnectionRequest): Promise<TestView> {
    try {
      return await this.#backend.testConnection(request)
    } catch (reason) {
      const error: BackendError = toBackendError(reason)
      const nothing = { items: 0, model: 0, configuration: 0, bytes: 0, version: '', rights: '', rights_why: '', not_held: '' } as const
      const untold = { clock: '', clock_ahead: 0, clock_off: false, free_known: false, free: 0, no_files: false } as const
      return { ...nothing, ...untold, omitted: [], notes: [], reachable: false, message: error.message }
    }
  }

  takeSnapshot(ref: string, note: string): Promise<SnapshotView> {
    return this.#backend.takeSnapshot({ ref, note })
  }

  /** Says of what drifted, as it was looked at, that it is how the environment is from now on. */
  keepDrift(ref: string, state: string): Promise<SnapshotView> {
    return this.#backend.keepDrift({ ref, state })
  }

  async clearCache(ref: string): Promise<void> {
    await this.#backend.clearCache({ ref })
    this.#cleared.set(ref, Date.now())
  }

  /** Adds a check, or puts it in place of the one of its name. */
  putCheck(request: CheckRequest, edits: boolean): Promise<EnvironmentView> {
    return edits ? this.#backend.editCheck(request) : this.#backend.addCheck(request)
  }

  removeCheck(ref: string, name: string): Promise<EnvironmentView> {
    return this.#backend.removeCheck({ ref, name })
  }

  runChecks(ref: string): Promise<CheckedView> {
    return this.#backend.runChecks({ ref })
  }

  setGate(ref: string, passedUpstream: boolean): Promise<EnvironmentView> {
    return this.#backend.setGate({ ref, passedUpstream })
  }

  setPolicy(ref: string, onFailure: Policy): Promise<EnvironmentView> {
    return this.#backend.setPolicy({ ref, onFailure })
  }

  /** Whether the caches of an environment were cleared in this window since a time. */
  clearedSince(ref: string, time: string): boolean {
    return (this.#cleared.get(ref) ?? 0) > Date.parse(time)
  }

  pickFolder(title: string): Promise<string> {
    return this.#backend.pickFolder({ title })
  }
}

/** What a look in passing tells of an environment that is as it was: not what is on its way there. */
function news({ checked_at, drift, since, found, damage, settings_changed, remembered }: LookView) {
  return { checked_at, drift, since, found, damage, settings_changed, remembered }
}

/** The request that changes nothing of an environment: what an edit starts from. */
export function editOf(environment: EnvironmentView): EnvironmentRequest {
  return {
    ref: environment.ref,
    project: environment.project,
    name: environment.name,
    role: environment.role,
    upstream: environment.upstream,
    root: false,
    slot: '',
    kind: '',
    settings: {},
    secrets: {},
    allow_writing: null,
    watch: null,
  }
}
