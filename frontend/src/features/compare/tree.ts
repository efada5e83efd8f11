import { itemName, kindTitle } from '$lib/format/names'
import { rowKey, tableOf } from '$lib/format/rows'
import type { ChangeView } from '$lib/state/views'

interface Row {
  id: string
  level: number
  title: string
  /** Which of how many it is at its place, from 1. */
  position: number
  setSize: number
  /** The group that it lies in; "" at the top. */
  parent: string
}

/** A row of the tree of differences: a heading that folds, or an item. */
export type TreeRow = (Row & { row: 'group'; changes: ChangeView[]; open: boolean }) | (Row & { row: 'item'; change: ChangeView })

/** The differences as rows: the model, then the kinds of the configuration, files by folder and rows by table. */
export function treeRows(changes: readonly ChangeView[], closed: ReadonlySet<string>): TreeRow[] {
  const sections = grouped(changes, sectionOf)
  return sections.flatMap(([title, some], at): TreeRow[] => {
    const id = `section ${title}`
    const open = !closed.has(id)
    const head: TreeRow = { row: 'group', id, level: 1, title, changes: some, open, position: at + 1, setSize: sections.length, parent: '' }
    return open ? [head, ...inside(id, some, closed)] : [head]
  })
}

/** What lies in a section: the items of no folder, then each folder with its own. */
function inside(section: string, changes: ChangeView[], closed: ReadonlySet<string>): TreeRow[] {
  const folders = grouped(changes, folderOf)
  const loose = folders.find(([name]) => name === '')?.[1] ?? []
  const named = folders.filter(([name]) => name !== '')
  const setSize = loose.length + named.length
  const rows = itemRows(loose, 2, section, 0, setSize)
  for (const [at, [folder, some]] of named.entries()) {
    const id = `${section} ${folder}`
    const open = !closed.has(id)
    rows.push({ row: 'group', id, level: 2, title: folder, changes: some, open, position: loose.length + at + 1, setSize, parent: section })
    if (open) rows.push(...itemRows(some, 3, id, 0, some.length))
  }
  return rows
}

function itemRows(changes: ChangeView[], level: number, parent: string, before: number, setSize: number): TreeRow[] {
  return changes.map((change, at) => ({
    row: 'item', id: change.key, level, title: lastPart(change), change, position: before + at + 1, setSize, parent,
  }))
}

/** The items in the order of the tree, whether their groups are folded or not. */
export function inOrder(changes: readonly ChangeView[]): ChangeView[] {
  return treeRows(changes, new Set()).flatMap((row) => (row.row === 'item' ? [row.change] : []))
}

/** The heading that an item stands under. */
export function sectionOf(change: ChangeView): string {
  if (change.part === 'model') return 'Model'
  const { slot, kind } = itemName(change.key)
  return slot === 'main' || slot === '' ? kindTitle(kind) : `${kindTitle(kind)} of ${slot}`
}

function folderOf(change: ChangeView): string {
  const table = tableOf(change.key)
  if (table !== '') return table
  const { name } = itemName(change.key)
  return name.slice(0, Math.max(0, name.lastIndexOf('/')))
}

function lastPart(change: ChangeView): string {
  if (tableOf(change.key) !== '') return rowKey(change.key)
  const { name } = itemName(change.key)
  return name.slice(name.lastIndexOf('/') + 1)
}

/** Groups in the order of first appearance; what is part of the model, and what is in no folder, first. */
function grouped(changes: readonly ChangeView[], nameOf: (change: ChangeView) => string): [string, ChangeView[]][] {
  const groups = new Map<string, ChangeView[]>()
  for (const change of changes) {
    const name = nameOf(change)
    const known = groups.get(name)
    if (known) known.push(change)
    else groups.set(name, [change])
  }
  return [...groups].sort(([a], [b]) => first(a) - first(b))
}

function first(name: string): number {
  return name === 'Model' || name === '' ? 0 : 1
}
