import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { ChangeView, ChoiceRequest, Part, PlanView, ProblemView } from '../backend/views'

/** The answers of one who was asked nothing yet. */
export const noChoices: ChoiceRequest = {
  ticked: [],
  ticking: false,
  only: [],
  except: [],
  take_source: [],
  take_target: [],
  accept_loss: [],
  accept_all: false,
}

export type ConflictAnswer = 'source' | 'target'

/** What is kept of answers when the wizard is closed. Accepted losses are not: they are asked for anew each time. */
export interface Draft {
  ticked: string[]
  left: string[]
  conflicts: [string, ConflictAnswer][]
}

/** Answers are what a person chose of a plan's changes. */
export class Answers {
  readonly ticked = new SvelteSet<string>()
  /** Left out by hand, even where something needs them. */
  readonly left = new SvelteSet<string>()
  readonly conflicts = new SvelteMap<string, ConflictAnswer>()
  readonly accepted = new SvelteSet<string>()

  /** The ticks to begin with: what the source changed, as far as that is sure. No loss is accepted. */
  begin(plan: PlanView): void {
    this.#clear()
    for (const change of plan.changes) {
      if (change.side === 'incoming' && !change.unsure) this.ticked.add(change.key)
    }
  }

  /** Takes up a draft as far as the plan still has what it speaks of. */
  resume(plan: PlanView, draft: Draft): void {
    this.#clear()
    const keys = new Set(plan.changes.map((change) => change.key))
    const clashes = new Set(plan.changes.filter((change) => change.side === 'conflict').map((change) => change.key))
    for (const key of draft.ticked) if (keys.has(key)) this.ticked.add(key)
    for (const key of draft.left) if (keys.has(key)) this.left.add(key)
    for (const [key, answer] of draft.conflicts) if (clashes.has(key)) this.conflicts.set(key, answer)
  }

  draft(): Draft {
    return { ticked: [...this.ticked], left: [...this.left], conflicts: [...this.conflicts] }
  }

  /** Ticks or unticks items; a conflict that is ticked or unticked is thereby answered. */
  tick(changes: readonly ChangeView[], ticked: boolean): void {
    for (const change of changes) {
      if (change.side === 'conflict') this.conflicts.set(change.key, ticked ? 'source' : 'target')
      if (ticked) this.#take(change.key)
      else this.#drop(change)
    }
  }

  /** Leaves items out for good: what needs them will say so. */
  leaveOut(keys: readonly string[]): void {
    for (const key of keys) {
      this.ticked.delete(key)
      this.accepted.delete(key)
      this.left.add(key)
    }
  }

  accept(key: string): void {
    this.accepted.add(key)
  }

  /** Whether an item is to be moved: by its own tick, or because something ticked needs it. */
  moves(change: ChangeView): boolean {
    if (this.left.has(change.key)) return false
    return this.ticked.has(change.key) || this.brought(change)
  }

  /** Whether an item is moved only because something ticked needs it. */
  brought(change: ChangeView): boolean {
    return change.chosen && change.why !== '' && !this.ticked.has(change.key) && !this.left.has(change.key)
  }

  request(plan: PlanView): ChoiceRequest {
    const ours = plan.changes.filter((change) => change.side !== 'incoming' && this.ticked.has(change.key))
    return {
      ticked: [...this.ticked],
      ticking: true,
      only: [],
      except: [...this.left],
      take_source: ours.map((change) => change.key),
      take_target: [...this.conflicts].filter(([, answer]) => answer === 'target').map(([key]) => key),
      accept_loss: [...this.accepted],
      accept_all: false,
    }
  }

  #take(key: string): void {
    this.left.delete(key)
    this.ticked.add(key)
  }

  #drop(change: ChangeView): void {
    // Something needs what was brought along: only leaving it out by hand takes it away again.
    if (this.brought(change)) this.left.add(change.key)
    this.ticked.delete(change.key)
    this.accepted.delete(change.key)
  }

  #clear(): void {
    this.ticked.clear()
    this.left.clear()
    this.conflicts.clear()
    this.accepted.clear()
  }
}

/** The part that a problem belongs to: that of its item; of no item or an unchanged object, the model. */
export function partOf(plan: PlanView, problem: ProblemView): Part {
  const change = plan.changes.find((one) => one.key === problem.key)
  if (change) return change.part
  return problem.key === '' || /(^|:)object\//.test(problem.key) ? 'model' : 'configuration'
}

/** The items that need an answer before one can go on: conflicts, losses and what blocks. */
export function unanswered(plan: PlanView, answers: Answers, part: Part): string[] {
  const open = new Set<string>()
  for (const change of plan.changes) {
    const clash = change.side === 'conflict' && change.part === part && plan.act !== 'rollback'
    if (clash && !answers.conflicts.has(change.key)) open.add(change.key)
  }
  for (const problem of plan.problems) {
    if (partOf(plan, problem) !== part) continue
    const loses = problem.verdict === 'loses' && !problem.accepted && !answers.accepted.has(problem.key)
    if (loses || problem.verdict === 'blocks') open.add(problem.key)
  }
  return [...open]
}
