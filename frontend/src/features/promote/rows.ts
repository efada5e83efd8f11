import { itemName, kindTitle } from '$lib/format/names'
import type { ChangeView, PlanView } from '$lib/state/views'
import { groups } from './wording'

/** A row of the tree of changes: a heading that stands for all below it, or an item. */
export type Row =
  | { kind: 'head'; level: 1 | 2; title: string; changes: ChangeView[] }
  | { kind: 'item'; change: ChangeView; name: string }

/** The changes as they are shown: by where they come from, then by their kind. */
export function rowsOf(plan: PlanView, changes: readonly ChangeView[]): Row[] {
  return groups(plan, changes).flatMap((group) => [head(1, group.title, group.changes), ...byKind(group.changes)])
}

/** The item that is shown first; "" where there is none. */
export function firstKey(rows: readonly Row[]): string {
  const first = rows.find((row) => row.kind === 'item')
  return first?.change.key ?? ''
}

function head(level: 1 | 2, title: string, changes: ChangeView[]): Row {
  return { kind: 'head', level, title, changes }
}

function byKind(all: ChangeView[]): Row[] {
  const kinds = new Map<string, ChangeView[]>()
  for (const change of all) {
    const same = kinds.get(kindOf(change))
    if (same) same.push(change)
    else kinds.set(kindOf(change), [change])
  }
  if (kinds.size < 2) return items(all)
  return [...kinds].flatMap(([kind, some]) => [head(2, kindTitle(kind), some), ...items(some)])
}

function items(changes: ChangeView[]): Row[] {
  return changes.map((change) => ({ kind: 'item', change, name: itemName(change.key).name }))
}

function kindOf(change: ChangeView): string {
  const { slot, kind } = itemName(change.key)
  return slot === 'main' || slot === '' ? kind : `${slot}: ${kind}`
}
