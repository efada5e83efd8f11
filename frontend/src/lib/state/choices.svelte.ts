import type { Backend } from '../backend/backend'
import { toBackendError } from '../backend/errors'
import type { ChangeView, Part } from '../backend/views'
import { itemName } from '../format/names'
import { plural } from '../format/numbers'
import { type ConflictAnswer, unanswered } from './answers.svelte'
import { Settler } from './settler.svelte'
import type { Standing } from './standing.svelte'

/** Told of what was done, and how to undo it. */
export type Did = (title: string, undo: () => Promise<void>) => void

/** Choices is how a person answers a plan: each answer is kept, can be undone, and brings the plan up to it. */
export class Choices {
  readonly #settler = new Settler((overtaken) => this.#ask(overtaken))
  readonly #backend: Backend
  readonly #at: Standing
  readonly #did: Did

  constructor(backend: Backend, at: Standing, did: Did) {
    this.#backend = backend
    this.#at = at
    this.#did = did
  }

  /** Whether the plan that is shown lags behind the answers. */
  get settling(): boolean {
    return this.#settler.settling
  }

  /** How many answers are needed in a part before one can go on. */
  needed(part: Part): number {
    const { plan, answers } = this.#at
    return plan ? unanswered(plan, answers, part).length : 0
  }

  /** Has the plan brought up to the answers. */
  settle(): Promise<void> {
    return this.#settler.settle()
  }

  tick(changes: readonly ChangeView[], ticked: boolean): Promise<void> {
    const title = `${ticked ? 'Ticked' : 'Unticked'} ${named(changes.map((change) => change.key))}`
    return this.#answer(title, () => this.#at.answers.tick(changes, ticked))
  }

  resolve(change: ChangeView, answer: ConflictAnswer): Promise<void> {
    return this.tick([change], answer === 'source')
  }

  leaveOut(...keys: string[]): Promise<void> {
    return this.#answer(`Left out ${named(keys)}`, () => this.#at.answers.leaveOut(keys))
  }

  accept(key: string): Promise<void> {
    const loses = this.#at.plan?.problems.some((problem) => problem.key === key && problem.verdict === 'loses')
    return this.#answer(loses ? `Accepted the loss of ${named([key])}` : `Let ${named([key])} travel`, () => this.#at.answers.accept(key))
  }

  save(key: string): Promise<void> {
    return this.#answer(`Saves the values of ${named([key])} first`, () => this.#at.answers.save(key))
  }

  empty(emptied: boolean): Promise<void> {
    return this.#answer(emptied ? 'Leaves saved values out' : 'Puts saved values back', () => this.#at.answers.empty(emptied))
  }

  /** Gives the target a value that it lacks. What is wrong with the value is told to who gave it. */
  async fill(place: string, value: string): Promise<void> {
    await this.settle()
    const { plan, answers, session } = this.#at
    if (!plan) return
    const { given } = answers
    try {
      const made = await this.#backend.fillValue({ plan: plan.id, place, value, choices: answers.request(plan) })
      if (session !== this.#at.session || this.#at.stage.step === 'closed') return
      this.#at.stage = { ...this.#at.stage, plan: made }
      this.#at.keepOpen()
    } catch (reason) {
      throw toBackendError(reason)
    }
    if (given !== answers.given) await this.settle()
  }

  passGate(past: boolean): Promise<void> {
    return this.#answer(past ? 'Went past the gate' : 'Went back before the gate', () => this.#at.answers.passGate(past))
  }

  #answer(title: string, change: () => void): Promise<void> {
    const { answers, session } = this.#at
    const before = answers.given
    change()
    this.#did(title, async () => {
      if (session !== this.#at.session) return
      answers.restore(before)
      await this.#answered()
    })
    return this.#answered()
  }

  #answered(): Promise<void> {
    this.#at.keepDraft()
    this.#at.keepOpen()
    return this.settle()
  }

  async #ask(overtaken: () => boolean): Promise<void> {
    const { plan, answers, session } = this.#at
    if (!plan) return
    const stale = () => session !== this.#at.session || overtaken()
    try {
      const answer = await this.#backend.choose({ plan: plan.id, choices: answers.request(plan) })
      if (stale()) return
      this.#at.choiceError = null
      if (this.#at.stage.step !== 'closed') this.#at.stage = { ...this.#at.stage, plan: answer }
    } catch (reason) {
      if (!stale()) this.#at.choiceError = toBackendError(reason)
    }
  }
}

function named(keys: readonly string[]): string {
  const [first] = keys
  return keys.length === 1 && first !== undefined ? itemName(first).name : plural(keys.length, 'item')
}
