import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'
import type { PlanView, ProgressView, RunView } from '../backend/views'
import { type Open, writeDraft, writeOpen } from './draft'
import { recordedPlan } from './recorded'
import type { Standing } from './standing.svelte'
import { Telling } from './telling.svelte'

/** Running is the run that the wizard leads to: begun here or found under way, listened to, stopped, and told the end of. */
export class Running {
  readonly telling = new Telling()
  #undoes = $state(false)
  readonly #backend: Backend
  readonly #at: Standing
  readonly #ended: (run: RunView) => void

  constructor(backend: Backend, at: Standing, ended: (run: RunView) => void) {
    this.#backend = backend
    this.#at = at
    this.#ended = ended
  }

  get undoes(): boolean {
    return this.#undoes
  }

  async start(plan: PlanView, confirm: string, why: string): Promise<void> {
    const startedAt = new Date().toISOString()
    this.telling.begin()
    this.#undoes = false
    this.#at.stage = { step: 'run', plan, startedAt, stopping: false }
    // What is being written is no draft any more, even when the window does not live to see the end.
    writeDraft(this.#at.draftName, null)
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

  /** A run that began before the window was loaded anew is followed, or its end is told. */
  async follow({ intent, run: number }: Open): Promise<void> {
    const target = await this.#backend.environment({ ref: intent.target }).catch(() => null)
    const run = target?.last_run
    if (!target || run?.number !== number) return writeOpen(null)
    const plan = recordedPlan(run, target)
    if (run.status === 'running') this.#at.stage = { step: 'run', plan, startedAt: run.started_at, stopping: false }
    else this.#finish(plan, run.started_at, run)
  }

  async settled(environment: string): Promise<void> {
    const { stage } = this.#at
    if (stage.step !== 'run' || stage.plan.id !== '' || stage.plan.target_ref !== environment) return
    const { last_run: run } = await this.#backend.environment({ ref: environment })
    if (run && run.status !== 'running' && this.#at.stage === stage) this.#finish(stage.plan, stage.startedAt, run)
  }

  tell(progress: ProgressView): void {
    const { stage } = this.#at
    if (stage.step !== 'run' || progress.environment !== stage.plan.target_ref || progress.plan !== stage.plan.id) return
    if (progress.run > 0 && progress.run !== this.telling.progress?.run) this.#at.keepOpen(progress.run)
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
