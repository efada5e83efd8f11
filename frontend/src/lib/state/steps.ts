import type { Part } from '../backend/views'
import type { Choices } from './choices.svelte'
import type { Step } from './intent'
import { changesOf } from './planned'
import type { Standing } from './standing.svelte'

const order: Step[] = ['choose', 'model', 'configuration', 'review', 'run', 'done']

/** Steps is the way through the wizard: on to the review, and back to what was passed. */
export class Steps {
  readonly #at: Standing
  readonly #choices: Choices

  constructor(at: Standing, choices: Choices) {
    this.#at = at
    this.#choices = choices
  }

  /** The steps that have something to decide. */
  get all(): Step[] {
    if (!this.#at.plan) return order
    return order.filter((step) => (step !== 'model' && step !== 'configuration') || this.#matters(step))
  }

  #matters(part: Part): boolean {
    const { plan } = this.#at
    return (plan !== null && changesOf(plan, part).length > 0) || this.#choices.needed(part) > 0
  }

  /** The step that Next leads to. */
  get following(): Step {
    const { all } = this
    return all[all.indexOf(this.#at.stage.step as Step) + 1] ?? 'done'
  }

  async next(): Promise<void> {
    const { stage } = this.#at
    if (stage.step !== 'choose' && stage.step !== 'model' && stage.step !== 'configuration') return
    if (!stage.plan) return
    if (stage.step === 'choose') await this.#choices.settle()
    const { plan, choiceError } = this.#at
    if (choiceError || !plan || this.#at.stage.step !== stage.step) return
    const to = this.following
    if (to === 'model' || to === 'configuration') this.#at.stage = { step: to, plan }
    else this.#at.stage = { step: 'review', plan, refused: null }
    this.#at.keepOpen()
  }

  /** Goes to a step, or to the first one before it that still needs an answer. */
  async reach(step: Step): Promise<void> {
    await this.#choices.settle()
    const { plan, choiceError } = this.#at
    if (!plan || choiceError) return
    const parts = ['model', 'configuration'] as const
    const part = parts.find((one) => this.all.includes(one) && (one === step || this.#choices.needed(one) > 0))
    this.#at.stage = part ? { step: part, plan } : { step: 'review', plan, refused: null }
    this.#at.keepOpen()
  }

  /** Goes back to a step that was passed. Nothing is lost by it. */
  back(to: Step | null = null): void {
    const { stage } = this.#at
    if (stage.step !== 'model' && stage.step !== 'configuration' && stage.step !== 'review') return
    const { all } = this
    const at = all.indexOf(stage.step)
    const step = to ?? all[at - 1] ?? 'choose'
    if (all.indexOf(step) >= at) return
    if (step === 'choose') this.#at.stage = { step, plan: stage.plan, planning: false, error: null }
    else if (step === 'model' || step === 'configuration') this.#at.stage = { step, plan: stage.plan }
    this.#at.keepOpen()
  }
}
