import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'
import type { Act, ChangeView, Part, PlanView, ProgressView, RunView } from '../backend/views'
import { itemName } from '../format/names'
import { plural } from '../format/numbers'
import { Answers, type ConflictAnswer, type Draft, noChoices, unanswered } from './answers.svelte'
import { type DraftName, type Open, readDraft, readOpen, writeDraft, writeOpen } from './draft'
import { type Intent, noIntent, type Stage, type Step } from './intent'
import { changesOf } from './planned'
import { recordedPlan } from './recorded'
import { Settler } from './settler.svelte'
import { type LogLine, Telling } from './telling.svelte'

/** Promotion is the wizard: from an intent through a plan and its answers to a run. */
export class Promotion {
  readonly answers = new Answers()
  readonly telling = new Telling()
  #why = $state('')
  #intent = $state.raw<Intent>(noIntent)
  #stage = $state.raw<Stage>({ step: 'closed' })
  #resumed = $state(false)
  #gone = $state.raw<readonly string[]>([])
  #undoes = $state(false)
  #resuming = false
  #choiceError = $state.raw<BackendError | null>(null)
  readonly #settler = new Settler((overtaken) => this.#ask(overtaken))
  /** Counts what the wizard was opened and re-planned for; an answer to an older question is dropped. */
  #session = 0
  readonly #backend: Backend
  readonly #ended: (run: RunView) => void
  readonly #did: (title: string, undo: () => Promise<void>) => void

  constructor(backend: Backend, ended: (run: RunView) => void, did: (title: string, undo: () => Promise<void>) => void = () => undefined) {
    this.#backend = backend
    this.#ended = ended
    this.#did = did
  }

  get intent(): Intent {
    return this.#intent
  }

  /** Why it is done; asked for where the target is live. */
  get why(): string {
    return this.#why
  }

  set why(text: string) {
    this.#why = text
    this.#keepOpen()
  }

  get stage(): Stage {
    return this.#stage
  }

  get progress(): ProgressView | null {
    return this.telling.progress
  }

  get log(): LogLine[] {
    return this.telling.log
  }

  /** Whether the plan that is shown lags behind the answers. */
  get settling(): boolean {
    return this.#settler.settling
  }

  /** Whether the choices come from a draft. */
  get resumed(): boolean {
    return this.#resumed
  }

  /** What the draft speaks of and the plan no longer has. */
  get gone(): readonly string[] {
    return this.#gone
  }

  /** Whether the run is undone as soon as it has stopped. */
  get undoes(): boolean {
    return this.#undoes
  }

  get choiceError(): BackendError | null {
    return this.#choiceError
  }

  get plan(): PlanView | null {
    return this.#stage.step === 'closed' ? null : this.#stage.plan
  }

  get running(): boolean {
    return this.#stage.step === 'run'
  }

  /** Whether there is something to choose before the plan: the two sides, or where a snapshot goes. */
  get choosesSides(): boolean {
    return this.#intent.act === 'promote' || this.#intent.act === 'restore'
  }

  async open(intent: Partial<Intent> & { act: Act }): Promise<void> {
    if (this.running) return
    this.#intent = { ...noIntent, ...intent }
    this.#why = ''
    this.telling.begin()
    await this.replan()
  }

  /** Takes up the wizard that was open when the window went, at its step, with its answers. */
  async resume(): Promise<void> {
    const open = readOpen()
    if (!open || this.#stage.step !== 'closed') return
    this.#intent = { ...noIntent, ...open.intent }
    this.#why = open.why
    if (open.step === 'run') return this.#resumeRun(open)
    // What is kept stays as it is until its step is reached: the window may go again on the way there.
    this.#resuming = true
    await this.replan(open.draft).finally(() => (this.#resuming = false))
    this.#resumed = true
    const plan = this.plan
    if (!plan || open.step === 'choose') return
    if (plan.source === open.source && plan.target === open.target) open.accepted.forEach((key) => this.answers.accept(key))
    await this.#go(open.step)
  }

  /** A run that began before the window was loaded anew is followed, or its end is told. */
  async #resumeRun(open: Open): Promise<void> {
    const target = await this.#backend.environment({ ref: open.intent.target }).catch(() => null)
    const run = target?.last_run
    if (!target || !run || run.number !== open.run) return writeOpen(null)
    const plan = recordedPlan(run, target)
    if (run.status === 'running') this.#stage = { step: 'run', plan, startedAt: run.started_at, stopping: false }
    else this.#finish(plan, run.started_at, run)
  }

  /** Something about an environment was recorded: a run that this window did not begin itself may have ended. */
  async settled(environment: string): Promise<void> {
    const stage = this.#stage
    if (stage.step !== 'run' || stage.plan.id !== '' || stage.plan.target_ref !== environment) return
    const { last_run: run } = await this.#backend.environment({ ref: environment })
    if (run && run.status !== 'running' && this.#stage === stage) this.#finish(stage.plan, stage.startedAt, run)
  }

  /** Goes to a step, or to the first one before it that still needs an answer. */
  async #go(step: Step): Promise<void> {
    await this.#settle()
    const plan = this.plan
    if (!plan || this.#choiceError) return
    for (const part of ['model', 'configuration'] as const) {
      if (!this.steps.includes(part) || (part !== step && this.needed(part) === 0)) continue
      this.#stage = { step: part, plan }
      return this.#keepOpen()
    }
    this.#stage = { step: 'review', plan, refused: null }
    this.#keepOpen()
  }

  /**
   * Rolls back at one click, right after a run. Where something has changed since, where something would be lost, or
   * where a name has to be typed, it stops at that question.
   */
  async rollBack(target: string): Promise<void> {
    await this.open({ act: 'rollback', target })
    const stage = this.#stage
    if (stage.step !== 'model' && stage.step !== 'configuration') return
    const { plan } = stage
    const touched = plan.changes.some((change) => change.side === 'conflict')
    if (touched || this.needed('model') + this.needed('configuration') > 0) return
    this.#stage = { step: 'review', plan, refused: null }
    if (plan.confirm === '' && plan.refusal === '') await this.start('', '')
  }

  /** Changes a side, or whether a restore brings the snapshot's environment values. */
  choose(change: Partial<Pick<Intent, 'source' | 'target' | 'withValues'>>): void {
    if (this.#stage.step !== 'choose') return
    this.#intent = { ...this.#intent, ...change }
    void this.replan()
  }

  /** Plans anew with the choices as they are, for a target that has changed meanwhile. Losses are asked for anew. */
  async reviewAgain(): Promise<void> {
    await this.replan(this.plan && this.answers.draft(this.plan))
    if (this.#stage.step === 'choose' && this.#stage.plan) await this.next()
  }

  /** Reads both sides and plans anew. */
  async replan(draft: Draft | null = null): Promise<void> {
    const session = ++this.#session
    const { act, source, target, model, slot, withValues } = this.#intent
    const needsSource = this.choosesSides && source === ''
    this.#choiceError = null
    this.#stage = { step: 'choose', plan: null, planning: !needsSource && target !== '', error: null }
    if (!this.#stage.planning) return
    try {
      const request = { act, source, target, model, slot, with_values: withValues, choices: noChoices }
      const plan = await this.#backend.plan(request)
      if (session !== this.#session) return
      this.#begin(plan, draft)
      this.#stage = { step: 'choose', plan, planning: false, error: null }
      this.#keepOpen()
      if (!this.choosesSides && plan.changes.length > 0) await this.next()
    } catch (reason) {
      if (session !== this.#session) return
      this.#stage = { step: 'choose', plan: null, planning: false, error: toBackendError(reason) }
    }
  }

  #begin(plan: PlanView, choices: Draft | null): void {
    const draft = this.#intent.act === 'promote' ? readDraft(this.#draftName()) : null
    this.#resumed = draft !== null && choices === null
    const known = choices ?? draft
    this.#gone = known ? this.answers.resume(plan, known) : []
    if (!known) this.answers.begin(plan)
  }

  /** Whether choices of a promotion are kept that was closed before it was started. */
  hasDraft(name: DraftName): boolean {
    return readDraft(name) !== null
  }

  discardDraft(name: DraftName): void {
    writeDraft(name, null)
  }

  /** Forgets the draft and begins with the ticks that a new promotion has. */
  startOver(): void {
    const plan = this.plan
    if (!plan) return
    writeDraft(this.#draftName(), null)
    this.#resumed = false
    this.#gone = []
    this.answers.begin(plan)
    void this.#settle()
  }

  changesOf(part: Part): readonly ChangeView[] {
    return this.plan ? changesOf(this.plan, part) : []
  }

  /** How many answers are needed in a part before one can go on. */
  needed(part: Part): number {
    return this.plan ? unanswered(this.plan, this.answers, part).length : 0
  }

  /** Ticks or unticks items, which can be undone. */
  tick(changes: readonly ChangeView[], ticked: boolean): Promise<void> {
    const [first] = changes
    const what = changes.length === 1 && first ? itemName(first.key).name : plural(changes.length, 'item')
    return this.#answer(`${ticked ? 'Ticked' : 'Unticked'} ${what}`, () => this.answers.tick(changes, ticked))
  }

  resolve(change: ChangeView, answer: ConflictAnswer): Promise<void> {
    return this.tick([change], answer === 'source')
  }

  leaveOut(...keys: string[]): Promise<void> {
    const what = keys.length === 1 ? itemName(keys[0] ?? '').name : plural(keys.length, 'item')
    return this.#answer(`Left out ${what}`, () => this.answers.leaveOut(keys))
  }

  accept(key: string): Promise<void> {
    return this.#answer(`Accepted the loss of ${itemName(key).name}`, () => this.answers.accept(key))
  }

  #answer(title: string, change: () => void): Promise<void> {
    const before = this.answers.given
    const session = this.#session
    change()
    this.#did(title, async () => {
      if (session !== this.#session) return
      this.answers.restore(before)
      await this.#answered()
    })
    return this.#answered()
  }

  #answered(): Promise<void> {
    this.#keepDraft()
    this.#keepOpen()
    return this.#settle()
  }

  #settle(): Promise<void> {
    return this.#settler.settle()
  }

  async #ask(overtaken: () => boolean): Promise<void> {
    const session = this.#session
    const plan = this.plan
    if (!plan) return
    const stale = () => session !== this.#session || overtaken()
    try {
      const answer = await this.#backend.choose({ plan: plan.id, choices: this.answers.request(plan) })
      if (stale()) return
      this.#choiceError = null
      if (this.#stage.step !== 'closed') this.#stage = { ...this.#stage, plan: answer }
    } catch (reason) {
      if (!stale()) this.#choiceError = toBackendError(reason)
    }
  }

  /** The steps that have something to decide. */
  get steps(): Step[] {
    const all: Step[] = ['choose', 'model', 'configuration', 'review', 'run', 'done']
    if (!this.plan) return all
    return all.filter((step) => (step !== 'model' && step !== 'configuration') || this.#matters(step))
  }

  #matters(part: Part): boolean {
    return this.changesOf(part).length > 0 || this.needed(part) > 0
  }

  /** The step that Next leads to. */
  get following(): Step {
    const here = this.#stage.step
    const at = this.steps.indexOf(here as Step)
    return this.steps[at + 1] ?? 'done'
  }

  async next(): Promise<void> {
    const stage = this.#stage
    if (stage.step !== 'choose' && stage.step !== 'model' && stage.step !== 'configuration') return
    if (!stage.plan) return
    if (stage.step === 'choose') await this.#settle()
    const plan = this.plan
    if (this.#choiceError || !plan || this.#stage.step !== stage.step) return
    const to = this.following
    if (to === 'model' || to === 'configuration') this.#stage = { step: to, plan }
    else this.#stage = { step: 'review', plan, refused: null }
    this.#keepOpen()
  }

  /** Goes back to a step that was passed. Nothing is lost by it. */
  back(to: Step | null = null): void {
    const stage = this.#stage
    if (stage.step !== 'model' && stage.step !== 'configuration' && stage.step !== 'review') return
    const at = this.steps.indexOf(stage.step)
    const step = to ?? this.steps[at - 1] ?? 'choose'
    if (this.steps.indexOf(step) >= at) return
    if (step === 'choose') this.#stage = { step, plan: stage.plan, planning: false, error: null }
    else if (step === 'model' || step === 'configuration') this.#stage = { step, plan: stage.plan }
    this.#keepOpen()
  }

  async start(confirm: string, why: string): Promise<void> {
    const stage = this.#stage
    if (stage.step !== 'review' || this.settling) return
    const { plan } = stage
    const startedAt = new Date().toISOString()
    this.telling.begin()
    this.#undoes = false
    this.#stage = { step: 'run', plan, startedAt, stopping: false }
    // What is being written is no draft any more, even when the window does not live to see the end.
    writeDraft(this.#draftName(), null)
    try {
      this.#finish(plan, startedAt, await this.#backend.start({ plan: plan.id, confirm, why }))
    } catch (reason) {
      await this.#stopped(plan, startedAt, toBackendError(reason))
    }
  }

  #finish(plan: PlanView, startedAt: string, run: RunView): void {
    if (run.status === 'done') this.#stage = { step: 'done', plan, run }
    else this.#stage = { step: 'failed', plan, run, startedAt }
    this.#keepOpen(run.number)
    this.#ended(run)
  }

  /** Start was refused. Where a run began all the same, its record says more than the refusal. */
  async #stopped(plan: PlanView, startedAt: string, error: BackendError): Promise<void> {
    const number = this.telling.progress?.run ?? 0
    const run = number > 0 ? await this.#backend.run({ number }).catch(() => null) : null
    if (run) {
      this.#finish(plan, startedAt, run)
      return
    }
    this.#stage = { step: 'review', plan, refused: error }
    this.#keepDraft()
    this.#keepOpen()
  }

  /** What the running run tells of itself. */
  tell(progress: ProgressView): void {
    const stage = this.#stage
    if (stage.step !== 'run' || progress.environment !== stage.plan.target_ref || progress.plan !== stage.plan.id) return
    if (progress.run > 0 && progress.run !== this.telling.progress?.run) this.#keepOpen(progress.run)
    this.telling.tell(progress)
  }

  /** Stops the run, and has it undone once it stands still. */
  async stopAndUndo(): Promise<void> {
    this.#undoes = true
    await this.stop()
  }

  async stop(): Promise<void> {
    if (this.#stage.step !== 'run' || this.#stage.stopping) return
    this.#stage = { ...this.#stage, stopping: true }
    try {
      await this.#backend.cancel({ environment: this.#stage.plan.target_ref })
    } catch (reason) {
      this.#undoes = false
      this.#choiceError = toBackendError(reason)
      if (this.#stage.step === 'run') this.#stage = { ...this.#stage, stopping: false }
    }
  }

  /** The open run of the failed page was answered. */
  answered(run: RunView): void {
    const stage = this.#stage
    if (stage.step !== 'failed' || run.number !== stage.run.number) return
    if (run.status === 'done') this.#stage = { step: 'done', plan: stage.plan, run }
    else this.#stage = { ...stage, run }
  }

  /** Closes the wizard. A promotion that has not begun is kept as a draft. */
  close(): void {
    const { step } = this.#stage
    if (step === 'run') return
    if (step === 'model' || step === 'configuration' || step === 'review') this.#keepDraft()
    this.#session++
    this.#stage = { step: 'closed' }
    writeOpen(null)
  }

  /** Keeps the choices of a promotion at once, since a window may go without being closed. */
  #keepDraft(): void {
    const plan = this.plan
    if (plan && this.#intent.act === 'promote') writeDraft(this.#draftName(), this.answers.draft(plan))
  }

  /** Keeps where the wizard stands: a window may be loaded anew, or go without being closed. */
  #keepOpen(run = 0): void {
    const { step } = this.#stage
    const plan = this.plan
    if (this.#resuming || step === 'closed' || !plan || (step === 'run' && run === 0)) return
    const { source, target } = plan
    const accepted = [...this.answers.accepted]
    const to = step === 'failed' || step === 'done' ? 'run' : step
    writeOpen({ intent: this.#intent, step: to, why: this.#why, draft: this.answers.draft(plan), source, target, accepted, run })
  }

  #draftName(): DraftName {
    return { source: this.#intent.source, target: this.#intent.target }
  }
}
