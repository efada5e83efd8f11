import type { Backend } from '../backend/backend'
import { BackendError, toBackendError } from '../backend/errors'
import type { Act, EnvironmentView, PlanView, ProgressView, ProjectView, RuleView, RunView, ScriptView } from '../backend/views'
import { environmentName, environmentRef, projectName } from '../format/names'
import { type Answers, type Draft, noChoices } from './answers.svelte'
import { Choices, type Did } from './choices.svelte'
import { type Open, readDraft, readOpen, writeDraft, writeOpen } from './draft'
import { type Intent, noIntent, type Stage, type Step } from './intent'
import { Proposals } from './proposals.svelte'
import { Resource } from './resource.svelte'
import { Running } from './running.svelte'
import { Standing } from './standing.svelte'
import { Steps } from './steps'
import type { LogLine, Telling } from './telling.svelte'

/** Promotion is the wizard: from an intent through a plan and its answers to a run. */
export class Promotion {
  readonly choices: Choices
  readonly steps: Steps
  readonly proposals: Proposals
  /** The statements that the plan would run. */
  readonly script = new Resource<ScriptView>()
  #resumed = $state(false)
  #gone = $state.raw<readonly string[]>([])
  readonly #at = new Standing()
  readonly #run: Running
  readonly #backend: Backend

  constructor(backend: Backend, ended: (run: RunView) => void, did: Did = () => undefined) {
    this.#backend = backend
    this.choices = new Choices(backend, this.#at, did)
    this.steps = new Steps(this.#at, this.choices)
    this.proposals = new Proposals(backend)
    this.#run = new Running(backend, this.#at, ended, (asked) => this.#notBegun(asked))
  }

  get intent(): Intent {
    return this.#at.intent
  }

  /** Why it is done; asked for where the target is live. */
  get why(): string {
    return this.#at.why
  }

  set why(text: string) {
    this.#at.why = text
    this.#at.keepOpen()
  }

  get stage(): Stage {
    return this.#at.stage
  }

  get plan(): PlanView | null {
    return this.#at.plan
  }

  get answers(): Answers {
    return this.#at.answers
  }

  /** Why the choices, or the wish to stop, were not taken. */
  get choiceError(): BackendError | null {
    return this.#at.choiceError
  }

  /** Whether the choices come from a draft. */
  get resumed(): boolean {
    return this.#resumed
  }

  /** What the draft speaks of and the plan no longer has. */
  get gone(): readonly string[] {
    return this.#gone
  }

  /** Whether there is something to choose before the plan: the two sides, or where a snapshot goes. */
  get choosesSides(): boolean {
    return this.intent.act === 'promote' || this.intent.act === 'restore'
  }

  async open(intent: Partial<Intent> & { act: Act }): Promise<void> {
    if (this.running) return
    this.#at.intent = { ...noIntent, ...intent }
    this.#at.why = ''
    this.telling.begin()
    this.proposals.begin()
    await this.replan()
  }

  /** Takes up the wizard that was open when the window went, at its step, with its answers. */
  async resume(): Promise<void> {
    const open = readOpen()
    if (!open || this.stage.step !== 'closed') return
    this.#at.intent = { ...noIntent, ...open.intent }
    this.#at.why = open.why
    if (open.step === 'run') await this.#run.follow(open)
    else await this.#return(open, open.step)
  }

  async #return(open: Open, step: Step): Promise<void> {
    this.#at.returning = true
    await this.replan(open.draft).finally(() => (this.#at.returning = false))
    this.#resumed = true
    const plan = this.plan
    if (!plan || step === 'choose') return
    if (plan.source === open.source && plan.target === open.target) open.accepted.forEach((key) => this.answers.accept(key))
    await this.steps.reach(step)
  }

  /** The window went just after a run was asked for, and none began. */
  async #notBegun(asked: Open): Promise<void> {
    await this.#return(asked, 'review')
    this.#at.keepDraft()
    const { stage } = this
    const why = `The window was loaded anew before the run began. Nothing has been written to ${environmentName(asked.intent.target)}. Look at the plan again, and start it.`
    if (stage.step === 'review') this.#at.stage = { ...stage, refused: new BackendError('conflict', why) }
  }

  /**
   * Rolls back at one click, right after a run. Where something has changed since, where something would be lost, or
   * where a name has to be typed, it stops at that question.
   */
  async rollBack(target: string): Promise<void> {
    await this.open({ act: 'rollback', target })
    const { stage } = this
    if (stage.step !== 'model' && stage.step !== 'configuration') return
    const { plan } = stage
    const touched = plan.changes.some((change) => change.side === 'conflict')
    if (touched || this.choices.needed('model') + this.choices.needed('configuration') > 0) return
    this.#at.stage = { step: 'review', plan, refused: null }
    if (plan.confirm === '' && plan.refusal === '') await this.start('', '')
  }

  /** Changes a side, or whether a restore brings the snapshot's environment values. */
  choose(change: Partial<Pick<Intent, 'source' | 'target' | 'withValues'>>): void {
    if (this.stage.step !== 'choose') return
    // Other sides have nothing to do with what it was asked for.
    const asked = change.source === undefined && change.target === undefined ? {} : { about: [], found: '' }
    this.#at.intent = { ...this.intent, ...change, ...asked }
    void this.replan()
  }

  /** Plans anew with the choices as they are, for a target that has changed meanwhile. Losses are asked for anew. */
  async reviewAgain(): Promise<void> {
    await this.replan(this.plan && this.answers.draft(this.plan))
    if (this.stage.step === 'choose' && this.stage.plan) await this.steps.next()
  }

  /** Remembers whether what goes is what comes, and plans anew with that. */
  async answerRename(answer: string): Promise<void> {
    const choosing = this.stage.step === 'choose'
    try {
      await this.#backend.answerRename({ environment: this.intent.target, answer })
    } catch (reason) {
      this.#at.choiceError = toBackendError(reason)
      return
    }
    if (choosing) await this.replan(this.plan && this.answers.draft(this.plan))
    else await this.reviewAgain()
  }

  /** Reads the statements that the plan would run. */
  async readScript(): Promise<void> {
    const plan = this.plan
    if (!plan) return
    this.script.set(null)
    await this.script.load(() => this.#backend.script({ plan: plan.id }))
  }

  /** Takes over what belongs to each environment, and turns other proposals down; then goes on with a plan made by those rules. */
  async settleRules(rules: readonly RuleView[], declined: readonly string[]): Promise<void> {
    await this.proposals.settle(rules, declined)
    if (rules.length > 0) await this.replan(this.plan && this.answers.draft(this.plan))
    if (this.plan && this.plan.changes.length > 0) await this.steps.next()
  }

  /** Reads both sides and plans anew. */
  async replan(draft: Draft | null = null): Promise<void> {
    const session = ++this.#at.session
    const { act, source, target, model, slot, withValues, about, found } = this.intent
    const planning = target !== '' && !(this.choosesSides && source === '')
    this.#at.choiceError = null
    this.#at.stage = { step: 'choose', plan: null, planning, error: null }
    if (!planning) return
    try {
      const request = { act, source, target, model, slot, with_values: withValues, place: '', value: '', choices: noChoices, about, found }
      const plan = await this.#backend.plan(request)
      if (session !== this.#at.session) return
      this.#begin(plan, draft)
      this.#at.stage = { step: 'choose', plan, planning: false, error: null }
      this.#at.keepOpen()
      if (act === 'promote') this.proposals.look(projectName(target))
      if (!this.choosesSides && plan.changes.length > 0) await this.steps.next()
    } catch (reason) {
      if (session !== this.#at.session) return
      this.#at.stage = { step: 'choose', plan: null, planning: false, error: toBackendError(reason) }
    }
  }

  #begin(plan: PlanView, choices: Draft | null): void {
    const draft = this.#at.drafted ? readDraft(this.#at.draftName) : null
    this.#resumed = draft !== null && choices === null
    const known = choices ?? draft
    this.#gone = known ? this.answers.resume(plan, known) : []
    if (!known) this.answers.begin(plan)
  }

  /** Forgets the draft and begins with the ticks that a new promotion has. */
  startOver(): void {
    const { plan } = this
    if (!plan) return
    writeDraft(this.#at.draftName, null)
    this.#resumed = false
    this.#gone = []
    this.answers.begin(plan)
    void this.choices.settle()
  }

  /** Closes the wizard. A promotion that has not begun is kept as a draft. */
  close(): void {
    const { step } = this.stage
    if (step === 'run') return
    if (step === 'model' || step === 'configuration' || step === 'review') this.#at.keepDraft()
    this.#at.session++
    this.#at.stage = { step: 'closed' }
    writeOpen(null)
  }

  /** Shows what an open run has left, and its answers. What was being chosen is closed, and a draft of it kept. */
  showRun(run: RunView, target: EnvironmentView, project: ProjectView | null): void {
    const { stage } = this
    if (this.running || (stage.step === 'failed' && stage.run.number === run.number)) return
    this.close()
    const source = run.act === 'promote' ? environmentRef(run.source) : run.act === 'restore' ? run.source : ''
    this.#at.intent = { ...noIntent, act: run.act, source, target: run.environment }
    this.#at.why = run.why
    this.#run.show(run, target, project)
  }

  async start(confirm: string, why: string): Promise<void> {
    const { stage } = this
    if (stage.step === 'review' && !this.choices.settling) await this.#run.start(stage.plan, confirm, why)
  }

  get running(): boolean {
    return this.stage.step === 'run'
  }

  get telling(): Telling {
    return this.#run.telling
  }

  get progress(): ProgressView | null {
    return this.telling.progress
  }

  get log(): LogLine[] {
    return this.telling.log
  }

  /** What the running run tells of itself. */
  tell(progress: ProgressView): void {
    this.#run.tell(progress)
  }

  /** Something about an environment was recorded: a run that this window did not begin itself may have ended. */
  settled(environment: string): Promise<void> {
    return this.#run.settled(environment)
  }

  stop(): Promise<void> {
    return this.#run.stop()
  }

  /** Stops the run, and has it undone once it stands still. */
  stopAndUndo(): Promise<void> {
    return this.#run.stopAndUndo()
  }

  /** Whether the run is undone as soon as it has stopped. */
  get undoes(): boolean {
    return this.#run.undoes
  }

  /** The open run of the failed page was answered. */
  answered(run: RunView): void {
    this.#run.answered(run)
  }
}
