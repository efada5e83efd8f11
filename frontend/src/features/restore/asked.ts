import { itemName } from '$lib/format/names'
import type { Answers } from '$lib/state/answers.svelte'
import { acceptable, holesOf, savable } from '$lib/state/planned'
import type { PlanValueView, PlanView, RenameView } from '$lib/state/views'

/** What a person has to answer about an item before it can be restored, or is to know about it. */
export interface Asked {
  kind: 'blocks' | 'loses' | 'leaks' | 'needed' | 'note'
  key: string
  name: string
  /** What is to be said of it; a note is only to be known. */
  texts: { text: string; note: boolean }[]
  answered: boolean
  /** Whether it is to be restored as things stand, so that it can be left out. */
  moves: boolean
  /** Values of it that the target lacks. */
  holes: PlanValueView[]
  /** How many bytes it loses, where all of that can be saved before; null where not. */
  savable: number | null
  /** Whether something of it that goes is something that comes. */
  renames: RenameView[]
}

const order: Asked['kind'][] = ['blocks', 'loses', 'leaks', 'needed', 'note']

/** The questions of a plan, one an item, the gravest first. */
export function askedOf(plan: PlanView, answers: Answers): Asked[] {
  const found = new Map<string, Asked>()
  const moving = new Set(plan.changes.filter((change) => answers.moves(change)).map((change) => change.key))
  const accepted = (key: string) => answers.settles(key) || plan.problems.every((problem) => problem.key !== key || !acceptable(problem) || problem.accepted)
  const add = (kind: Asked['kind'], key: string, text: string, answered: boolean, rename?: RenameView) => {
    const known = found.get(key)
    const asked: Asked = known ?? { kind, key, name: itemName(key).name, texts: [], answered, moves: moving.has(key), holes: holesOf(plan, key), savable: savable(plan.problems.filter((problem) => problem.key === key)), renames: [] }
    asked.texts.push({ text, note: kind === 'note' })
    if (rename) asked.renames.push(rename)
    if (order.indexOf(kind) < order.indexOf(asked.kind)) Object.assign(asked, { kind, answered })
    found.set(key, asked)
  }
  for (const { key, verdict, message, rename } of plan.problems) {
    add(verdict, key, message, verdict === 'note' || (verdict === 'leaks' && plan.target_role !== 'live') || (verdict !== 'blocks' && accepted(key)), rename)
  }
  for (const change of plan.changes) {
    if (answers.brought(change)) add('needed', change.key, change.why, false)
  }
  return [...found.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.name.localeCompare(b.name))
}
