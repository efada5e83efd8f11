import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'
import type { EnvironmentView, PlanView, ProgressView, ProjectView, RunView } from '../backend/views'
import { itemName } from '../format/names'
import { type Open, writeDraft, writeOpen } from './draft'
import { recordedPlan } from './recorded'
import type { Standing } from './standing.svelte'
import { Telling } from './telling.svelte'

/** Running is the run that the wizard leads to: begun here or found under way, listened to, stopped, and told the end of. */
export class Running {
  readonly telling = new Telling()
  #undoes = $state(false)
  /** A run that was asked for before the window was loaded anew, and that has no record yet. */
  #awaited: Open | null = null
  /** Counts what was looked for; what an older look found is dropped. */
  #looks = 0
  readonly #backend: Backend
  readonly #at: Standing
  readonly #ended: (run: RunView) => void
  readonly #none: (asked: Open) => Promise<void>

  constructor(backend: Backend, at: Standing, ended: (run: RunView) => void, none: (asked: Open) => Promise<void>) {
    this.#backend = backend
    this.#at = at
    this.#ended = ended
    this.#none = none
  }

  get undoes(): boolean {
    return this.#undoes
  }

  async start(plan: PlanView, confirm: string, why: string): Promise<void> {
    const startedAt = new Date().toISOString()
    this.telling.begin()
    this.#undoes = false
    this.#at.stage = { step: 'run', plan, startedAt, stopping: false, undoing: false }
    // What is being written is no draft any more, even when the window does not live to see the end.
    writeDraft(this.#at.draftName, null)
    this.#at.keepOpen()
    try {
      this.#finish(plan, startedAt, await this.#backend.start({ plan: plan.id, confirm, why }))
    } catch (reason) {
      await this.#refused(plan, startedAt, toBackendError(reason))
    }
  }

  #finish(plan: PlanView, startedAt: string, run: RunView): void {
    if (run.status === 'done') this.#at.stage = { step: 'done', plan, run }
    else this.#at.stage = { step: 'failed', plan, run, startedAt }
    this.#at.keepOpen(run.number)
    this.#ended(run)
  }

  /** Where a run began all the same, its record says more than the refusal. */
  async #refused(plan: PlanView, startedAt: string, refused: BackendError): Promise<void> {
    const number = this.telling.progress?.run ?? 0
    const run = number > 0 ? await this.#backend.run({ number }).catch(() => null) : null
    if (run) {
      this.#finish(plan, startedAt, run)
      return
    }
    this.#at.stage = { step: 'review', plan, refused }
    this.#at.keepDraft()
    this.#at.keepOpen()
  }

  /** A run that was asked for before the window was loaded anew is followed, or its end is told. */
  async follow(asked: Open): Promise<void> {
    const look = ++this.#looks
    this.#awaited = asked
    // Asked before the record: a run that ends meanwhile has it by then.
    const [busy, projects] = await Promise.all([this.#backend.busy().catch(() => false), this.#backend.projects().catch(() => [])])
    const target = await this.#backend.environment({ ref: asked.intent.target }).catch(() => null)
    if (look !== this.#looks) return
    const run = target?.last_run
    this.#awaited = null
    if (target && run && isOf(run, asked)) return this.#take(run, target, projects)
    if (!target || asked.run > 0) return this.#close()
    if (!busy) return this.#none(asked)
    const { act, source } = asked.intent
    const plan = recordedPlan({ act, source, changes: [], problems: [], started_at: asked.begun }, target, [])
    this.#awaited = asked
    this.#at.stage = { step: 'run', plan, startedAt: asked.begun, stopping: false, undoing: false }
  }

  /** A run that waits for an answer is shown as one that has stopped here, wherever it was begun. */
  show(run: RunView, target: EnvironmentView, project: ProjectView | null): void {
    this.telling.begin()
    this.#undoes = false
    this.#at.stage = { step: 'failed', plan: recordedPlan(run, target, cachesOf(run, project)), run, startedAt: run.started_at }
    this.#at.keepOpen(run.number)
  }

  #close(): void {
    this.#at.stage = { step: 'closed' }
    writeOpen(null)
  }

  #take(run: RunView, target: EnvironmentView, projects: readonly ProjectView[]): void {
    const plan = recordedPlan(run, target, cachesOf(run, projects.find((project) => project.name === target.project) ?? null))
    const { started_at: startedAt, undoing } = run
    if (run.status !== 'running') return this.#finish(plan, startedAt, run)
    this.#at.stage = { step: 'run', plan, startedAt, stopping: false, undoing }
    this.#at.keepOpen(run.number)
  }

  async settled(environment: string): Promise<void> {
    if (this.#awaited) return this.follow(this.#awaited)
    const { stage } = this.#at
    if (stage.step !== 'run' || stage.plan.id !== '') return
    if (stage.plan.target_ref !== environment) return
    const { last_run: run } = await this.#backend.environment({ ref: environment })
    if (run && run.status !== 'running' && this.#at.stage === stage) this.#finish(stage.plan, stage.startedAt, run)
  }

  tell(progress: ProgressView): void {
    const { stage } = this.#at
    if (stage.step !== 'run' || progress.environment !== stage.plan.target_ref) return
    // What a window did not begin itself it knows by its environment alone.
    if (stage.plan.id !== '' && progress.plan !== stage.plan.id) return
    if (progress.run > 0 && this.#awaited) void this.follow(this.#awaited)
    else if (progress.run > 0 && progress.run !== this.telling.progress?.run) this.#at.keepOpen(progress.run)
    this.telling.tell(progress)
  }

  async stopAndUndo(): Promise<void> {
    this.#undoes = true
    await this.stop()
  }

  async stop(): Promise<void> {
    const { stage } = this.#at
    if (stage.step !== 'run' || stage.stopping) return
    this.#at.stage = { ...stage, stopping: true }
    try {
      await this.#backend.cancel({ environment: stage.plan.target_ref })
    } catch (reason) {
      this.#undoes = false
      this.#at.choiceError = toBackendError(reason)
      if (this.#at.stage.step === 'run') this.#at.stage = { ...this.#at.stage, stopping: false }
    }
  }

  /** The run that stopped half-way was answered. */
  answered(run: RunView): void {
    const { stage } = this.#at
    if (stage.step !== 'failed' || run.number !== stage.run.number) return
    if (run.status === 'done') this.#at.stage = { step: 'done', plan: stage.plan, run }
    else this.#at.stage = { ...stage, run }
  }
}

/** Whether a run is the one that was asked for: by its number, or as one that began then or later. The record has whole seconds. */
function isOf(run: RunView, { run: number, begun }: Open): boolean {
  if (number > 0) return run.number === number
  return Date.parse(run.started_at) >= Math.floor(Date.parse(begun) / 1000) * 1000
}

/** What clearing the cache is called, of each slot that a run writes to. */
function cachesOf(run: RunView, project: ProjectView | null): string[] {
  const written = new Set(run.changes.map((change) => itemName(change.key).slot))
  return project?.slots.flatMap(({ name, cache }) => (written.has(name) && cache !== '' ? [cache] : [])) ?? []
}
