import { itemName, kindTitle } from '$lib/format/names'
import type { ChangeView, PlanView } from '$lib/state/views'
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

/** A row of the tree of changes. */
export type Row = Head | Item

/** The changes as they are shown: by where they come from, then by their kind or folder; what is closed shows its heading. */
export function rowsOf(plan: PlanView, changes: readonly ChangeView[], closed: ReadonlySet<string> = new Set()): Row[] {
  const all = groups(plan, changes)
  return all.flatMap((group, at) => {
    const head: Head = { kind: 'head', id: group.name, level: 1, at: at + 1, of: all.length, title: group.title, changes: group.changes, open: !closed.has(group.name) }
    return head.open ? [head, ...sections(head, closed)] : [head]
  })
}

/** The item that is shown first; "" where there is none. */
export function firstKey(rows: readonly Row[]): string {
  return rows.find((row) => row.kind === 'item')?.id ?? ''
}

function sections(above: Head, closed: ReadonlySet<string>): Row[] {
  const found = new Map<string, ChangeView[]>()
  for (const change of above.changes) {
    const title = sectionOf(change)
    const same = found.get(title)
    if (same) same.push(change)
    else found.set(title, [change])
  }
  if (found.size < 2) return items(2, above.changes, '')
  return [...found].flatMap(([title, some], at) => {
    const id = `${above.id} ${title}`
    const head: Head = { kind: 'head', id, level: 2, at: at + 1, of: found.size, title, changes: some, open: !closed.has(id) }
    return head.open ? [head, ...items(3, some, title)] : [head]
  })
}

function items(level: number, changes: ChangeView[], section: string): Row[] {
  return changes.map((change, at) => {
    const { name } = itemName(change.key)
    const short = section.endsWith('/') && name.startsWith(section) ? name.slice(section.length) : name
    return { kind: 'item', id: change.key, level, at: at + 1, of: changes.length, name: short, change }
  })
}

/** The heading that an item stands below, which is also what the list is filtered by: its folder, or its kind. */
export function sectionOf(change: ChangeView): string {
  const { slot, kind, name } = itemName(change.key)
  const cut = name.indexOf('/')
  const title = kind === 'file' && cut > 0 ? name.slice(0, cut + 1) : kindTitle(kind)
  return slot === 'main' || slot === '' ? title : `${slot}: ${title}`
}

/** The row that typing leads to: the next one whose name begins so, from a row on and around. */
export function typed(rows: readonly Row[], from: number, text: string): number {
  const begins = (row: Row | undefined) => row !== undefined && (row.kind === 'head' ? row.title : row.name).toLowerCase().startsWith(text)
  for (let step = 0; step < rows.length; step++) {
    const at = (from + step) % rows.length
    if (begins(rows[at])) return at
  }
  return -1
}
