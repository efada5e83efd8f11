import { itemName, kindTitle } from '$lib/format/names'
import { rowKey, tableOf } from '$lib/format/rows'
import { effectsOf } from '$lib/state/planned'
import type { ChangeView, PlanView, ProblemView } from '$lib/state/views'
import { groups } from './wording'

/** A heading that stands for all below it. */
export interface Head {
  kind: 'head'
  id: string
  level: number
  /** Its place among its sisters, from 1, and how many they are: what a virtual list tells those who do not see it. */
  at: number
  of: number
  title: string
  changes: ChangeView[]
  open: boolean
}

export interface Item {
  kind: 'item'
  id: string
  level: number
  at: number
  of: number
  /** The name as it stands below its heading. */
  name: string
  change: ChangeView
}

/** What an item would do there, below it. */
export interface Effect {
  kind: 'effect'
  id: string
  level: number
  at: number
  of: number
  problem: ProblemView
}

/** A row of the tree of changes. */
export type Row = Head | Item | Effect

/** The changes as they are shown: by where they come from, then by their kind or folder; what is closed shows its heading. */
export function rowsOf(plan: PlanView, changes: readonly ChangeView[], closed: ReadonlySet<string> = new Set()): Row[] {
  const all = groups(plan, changes)
  return all.flatMap((group, at) => {
    const head: Head = { kind: 'head', id: group.name, level: 1, at: at + 1, of: all.length, title: group.title, changes: group.changes, open: !closed.has(group.name) }
    return head.open ? [head, ...sections(plan, head, closed)] : [head]
  })
}

/** The item that is shown first; "" where there is none. */
export function firstKey(rows: readonly Row[]): string {
  return rows.find((row) => row.kind === 'item')?.id ?? ''
}

function sections(plan: PlanView, above: Head, closed: ReadonlySet<string>): Row[] {
  const found = new Map<string, ChangeView[]>()
  for (const change of above.changes) {
    const title = sectionOf(change)
    const same = found.get(title)
    if (same) same.push(change)
    else found.set(title, [change])
  }
  // A row says too little without its table.
  if (found.size < 2 && above.changes.every((change) => tableOf(change.key) === '')) return items(plan, 2, above.changes, '')
  return [...found].flatMap(([title, some], at) => {
    const id = `${above.id} ${title}`
    const head: Head = { kind: 'head', id, level: 2, at: at + 1, of: found.size, title, changes: some, open: !closed.has(id) }
    return head.open ? [head, ...items(plan, 3, some, title)] : [head]
  })
}

function items(plan: PlanView, level: number, changes: ChangeView[], section: string): Row[] {
  return changes.flatMap((change, at): Row[] => {
    const { name } = itemName(change.key)
    const short = tableOf(change.key) !== '' ? rowKey(change.key) : section.endsWith('/') && name.startsWith(section) ? name.slice(section.length) : name
    const effects = effectsOf(plan, change.key)
    return [
      { kind: 'item', id: change.key, level, at: at + 1, of: changes.length, name: short, change },
      ...effects.map((problem, n): Effect => ({ kind: 'effect', id: `${change.key} ${String(n)}`, level: level + 1, at: n + 1, of: effects.length, problem })),
    ]
  })
}

/** The heading that an item stands below, which is also what the list is filtered by: its folder, its table, or its kind. */
export function sectionOf(change: ChangeView): string {
  const { slot, kind, name } = itemName(change.key)
  const cut = name.indexOf('/')
  const folder = kind === 'file' && cut > 0 ? name.slice(0, cut + 1) : kindTitle(kind)
  const table = tableOf(change.key)
  const title = table === '' ? folder : `Rows of ${table}`
  return slot === 'main' || slot === '' ? title : `${slot}: ${title}`
}

/** The row that typing leads to: the next one whose name begins so, from a row on and around. */
export function typed(rows: readonly Row[], from: number, text: string): number {
  const begins = (row: Row | undefined) => row !== undefined && row.kind !== 'effect' && (row.kind === 'head' ? row.title : row.name).toLowerCase().startsWith(text)
  for (let step = 0; step < rows.length; step++) {
    const at = (from + step) % rows.length
    if (begins(rows[at])) return at
  }
  return -1
}
