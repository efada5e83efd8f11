import type { BackendError } from '../backend/errors'
import type { PlanView } from '../backend/views'
import { Answers } from './answers.svelte'
import { type DraftName, writeDraft, writeOpen } from './draft'
import { type Intent, noIntent, type Stage } from './intent'

/**
 * Standing is where the wizard stands, on what plan and with what answers. It is kept as it goes: a window may be loaded
 * anew, or go without being closed.
 */
export class Standing {
  readonly answers = new Answers()
  intent = $state.raw<Intent>(noIntent)
  stage = $state.raw<Stage>({ step: 'closed' })
  why = $state('')
  choiceError = $state.raw<BackendError | null>(null)
  /** Counts what the wizard was opened and re-planned for; an answer to an older question is dropped. */
  session = 0
  /** Whether it is on the way back to a step that is kept, and that stays kept until then: the window may go again. */
  returning = false

  get plan(): PlanView | null {
    return this.stage.step === 'closed' ? null : this.stage.plan
  }

  /** Two environments have one draft: that of the promotion between them. */
  get draftName(): DraftName {
    return { source: this.intent.source, target: this.intent.target }
  }

  /** Whether it has a draft: a promotion that is asked for all that differs. */
  get drafted(): boolean {
    return this.intent.act === 'promote' && this.intent.found === '' && this.intent.about.length === 0
  }

  /** Keeps the choices of a promotion. */
  keepDraft(): void {
    if (this.plan && this.drafted) writeDraft(this.draftName, this.answers.draft(this.plan))
  }

  /** Keeps the wizard as it is open; of a run, from the moment when it is asked for. */
  keepOpen(run = 0): void {
    const { step } = this.stage
    const plan = this.plan
    if (this.returning || step === 'closed' || !plan) return
    const { source, target } = plan
    const accepted = [...this.answers.accepted]
    const to = step === 'failed' || step === 'done' ? 'run' : step
    const begun = this.stage.step === 'run' ? this.stage.startedAt : ''
    writeOpen({ intent: this.intent, step: to, why: this.why, draft: this.answers.draft(plan), source, target, accepted, run, begun })
  }
}
