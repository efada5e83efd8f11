import type { ChangeView, ChoiceRequest, Part, PlanView } from '../backend/views'
import { acceptable, changeOf, changesOf, partOf, startsTicked } from './planned'

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
  save_loss: [],
  save_all: false,
  emptied: false,
  accept_leak: [],
  all_leaks: false,
  past_gate: false,
}

export type ConflictAnswer = 'source' | 'target'

/**
 * What is kept of answers when the wizard is closed: what was ticked and unticked by hand, so that what is new since
 * starts as everything new does. Accepted losses are not kept: they are asked for anew.
 */
export interface Draft {
  ticked: string[]
  unticked: string[]
  left: string[]
  conflicts: [string, ConflictAnswer][]
}

/** All answers at one moment. */
export interface Given {
  readonly ticked: ReadonlySet<string>
  /** Unticked by hand; what something ticked needs stays all the same, and is asked about. */
  readonly unticked: ReadonlySet<string>
  /** Left out by hand, even where something needs them. */
  readonly left: ReadonlySet<string>
  readonly conflicts: ReadonlyMap<string, ConflictAnswer>
  readonly accepted: ReadonlySet<string>
  /** Whose values are saved before they are lost. */
  readonly saved: ReadonlySet<string>
  /** Of a roll back: what was saved is not put back. */
  readonly emptied: boolean
  /** Past a gate that is not met. */
  readonly pastGate: boolean
}

const nothing: Given = { ticked: new Set(), unticked: new Set(), left: new Set(), conflicts: new Map(), accepted: new Set(), saved: new Set(), emptied: false, pastGate: false }

/** Answers are what a person chose of a plan's changes. A tick makes new sets: thousands of keys are copied in no time. */
export class Answers {
  #given = $state.raw<Given>(nothing)

  get given(): Given {
    return this.#given
  }

  get ticked(): ReadonlySet<string> {
    return this.#given.ticked
  }

  get left(): ReadonlySet<string> {
    return this.#given.left
  }

  get conflicts(): ReadonlyMap<string, ConflictAnswer> {
    return this.#given.conflicts
  }

  get accepted(): ReadonlySet<string> {
    return this.#given.accepted
  }

  get saved(): ReadonlySet<string> {
    return this.#given.saved
  }

  get emptied(): boolean {
    return this.#given.emptied
  }

  get pastGate(): boolean {
    return this.#given.pastGate
  }

  /** Goes past a gate that is not met, or does not. */
  passGate(past: boolean): void {
    this.#given = { ...this.#given, pastGate: past }
  }

  /** Leaves what a roll back makes again empty, or puts back what was saved of it. */
  empty(emptied: boolean): void {
    this.#given = { ...this.#given, emptied }
  }

  /** The ticks to begin with: what the source changed, as far as there is no doubt. No loss is accepted. */
  begin(plan: PlanView): void {
    this.#given = { ...nothing, ticked: startingTicks(plan) }
  }

  /** Goes back to what was answered before. */
  restore(given: Given): void {
    this.#given = given
  }

  /** Takes up a draft as far as the plan still has what it speaks of; the answer is what it has not. */
  resume(plan: PlanView, draft: Draft): string[] {
    const keys = new Set(plan.changes.map((change) => change.key))
    const clashes = new Set(plan.changes.filter((change) => change.side === 'conflict').map((change) => change.key))
    const gone = new Set<string>()
    const known = (all: readonly string[]) => all.filter((key) => keys.has(key) || !gone.add(key))
    const ticked = startingTicks(plan)
    const unticked = new Set(known(draft.unticked))
    const left = new Set(known(draft.left))
    for (const key of known(draft.ticked)) ticked.add(key)
    for (const key of [...unticked, ...left]) ticked.delete(key)
    const conflicts = new Map(draft.conflicts.filter(([key]) => clashes.has(key)))
    for (const [key] of draft.conflicts) known([key])
    this.#given = { ...nothing, ticked, unticked, left, conflicts }
    return [...gone]
  }

  draft(plan: PlanView): Draft {
    const start = startingTicks(plan)
    const { ticked, unticked, left, conflicts } = this.#given
    return {
      ticked: [...ticked].filter((key) => !start.has(key)),
      unticked: [...new Set([...unticked, ...[...start].filter((key) => !ticked.has(key) && !left.has(key))])],
      left: [...left],
      conflicts: [...conflicts],
    }
  }

  /** Ticks or unticks items; a conflict that is ticked or unticked is thereby answered. */
  tick(changes: readonly ChangeView[], to: boolean): void {
    const next = this.#copy()
    for (const { key, side } of changes) {
      if (side === 'conflict') next.conflicts.set(key, to ? 'source' : 'target')
      if (to) {
        next.left.delete(key)
        next.unticked.delete(key)
        next.ticked.add(key)
        continue
      }
      next.ticked.delete(key)
      next.accepted.delete(key)
      next.saved.delete(key)
      next.unticked.add(key)
    }
    this.#given = next
  }

  /** Leaves items out for good: what needs them will say so. */
  leaveOut(keys: readonly string[]): void {
    const next = this.#copy()
    for (const key of keys) {
      next.ticked.delete(key)
      next.accepted.delete(key)
      next.saved.delete(key)
      next.left.add(key)
    }
    this.#given = next
  }

  accept(key: string): void {
    const next = this.#copy()
    next.accepted.add(key)
    next.saved.delete(key)
    this.#given = next
  }

  /** Has the values of an item saved before they are lost. */
  save(key: string): void {
    const next = this.#copy()
    next.accepted.delete(key)
    next.saved.add(key)
    this.#given = next
  }

  /** Whether the loss of an item is answered, in one way or the other. */
  settles(key: string): boolean {
    return this.#given.accepted.has(key) || this.#given.saved.has(key)
  }

  /** Whether an item is to be moved: by its own tick, or because something ticked needs it. */
  moves(change: ChangeView): boolean {
    if (this.#given.left.has(change.key)) return false
    return this.#given.ticked.has(change.key) || this.brought(change)
  }

  /** Whether an item is moved only because something ticked needs it. */
  brought(change: ChangeView): boolean {
    return change.chosen && change.why !== '' && !this.#given.ticked.has(change.key) && !this.#given.left.has(change.key)
  }

  /** Whether an item was unticked by hand, and something ticked needs it all the same: one of both has to give. */
  contested(change: ChangeView): boolean {
    return this.#given.unticked.has(change.key) && this.brought(change)
  }

  request(plan: PlanView): ChoiceRequest {
    const { ticked, left, conflicts, accepted, saved, emptied, pastGate } = this.#given
    const ours = plan.changes.filter((change) => change.side !== 'incoming' && ticked.has(change.key))
    return {
      ticked: [...ticked],
      ticking: true,
      only: [],
      except: [...left],
      take_source: ours.map((change) => change.key),
      take_target: [...conflicts].filter(([, answer]) => answer === 'target').map(([key]) => key),
      accept_loss: [...accepted],
      accept_all: false,
      save_loss: [...saved],
      save_all: false,
      emptied,
      accept_leak: [...accepted],
      all_leaks: false,
      past_gate: pastGate,
    }
  }

  #copy() {
    const { ticked, unticked, left, conflicts, accepted, saved, emptied, pastGate } = this.#given
    return {
      pastGate,
      emptied,
      ticked: new Set(ticked),
      unticked: new Set(unticked),
      left: new Set(left),
      conflicts: new Map(conflicts),
      accepted: new Set(accepted),
      saved: new Set(saved),
    }
  }
}

function startingTicks(plan: PlanView): Set<string> {
  return new Set(plan.changes.filter(startsTicked).map((change) => change.key))
}

/**
 * What blocks and is asked about with another item: where one is blocked because another stays as it is, one answer
 * solves both. Gives the other by the key of the one that stays.
 */
export function askedWith(plan: PlanView, answers: Answers): Map<string, string> {
  const blocked = plan.problems.filter((problem) => problem.verdict === 'blocks')
  const keys = new Set(blocked.map((problem) => problem.key))
  const found = new Map<string, string>()
  for (const { key, needs } of blocked) {
    for (const needed of needs) {
      const change = changeOf(plan, needed)
      const stays = change !== undefined && !answers.moves(change)
      if (stays && needed !== key && keys.has(needed) && !found.has(key) && !found.has(needed)) found.set(needed, key)
    }
  }
  return found
}

/**
 * The items that need an answer before one can go on: conflicts, losses, what blocks, what is needed and unticked, and on
 * live what may not belong there.
 */
export function unanswered(plan: PlanView, answers: Answers, part: Part): string[] {
  const open = new Set<string>()
  for (const change of changesOf(plan, part)) {
    const clash = change.side === 'conflict' && plan.act !== 'rollback' && !change.aside
    if (clash && !answers.conflicts.has(change.key)) open.add(change.key)
    if (answers.contested(change)) open.add(change.key)
  }
  for (const problem of plan.problems) {
    if (problem.verdict === 'note' || partOf(plan, problem) !== part) continue
    const asks = acceptable(problem) && (problem.verdict === 'loses' || plan.target_role === 'live')
    if ((asks && !problem.accepted && !answers.settles(problem.key)) || problem.verdict === 'blocks') open.add(problem.key)
  }
  for (const key of askedWith(plan, answers).keys()) open.delete(key)
  return [...open]
}
