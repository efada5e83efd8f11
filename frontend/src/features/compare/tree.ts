import { itemName, kindTitle } from '$lib/format/names'
import type { ChangeView } from '$lib/state/views'

/** A row of the list of differences: a heading that folds, or an item. */
export type TreeRow =
  | { row: 'group'; id: string; level: number; title: string; changes: ChangeView[]; open: boolean }
  | { row: 'item'; id: string; level: number; title: string; change: ChangeView }

/** The differences as rows: the model, then the kinds of the configuration, files by folder. */
export function treeRows(changes: readonly ChangeView[], closed: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = []
  for (const [title, some] of grouped(changes, sectionOf)) {
    const id = `section ${title}`
    rows.push({ row: 'group', id, level: 1, title, changes: some, open: !closed.has(id) })
    if (closed.has(id)) continue
    for (const [folder, inside] of grouped(some, folderOf)) rows.push(...folderRows(id, folder, inside, closed))
  }
  return rows
}

function folderRows(section: string, folder: string, changes: ChangeView[], closed: ReadonlySet<string>): TreeRow[] {
  const items = (level: number) =>
    changes.map((change): TreeRow => ({ row: 'item', id: change.key, level, title: lastPart(change), change }))
  if (folder === '') return items(2)
  const id = `${section} ${folder}`
  const open = !closed.has(id)
  return [{ row: 'group', id, level: 2, title: folder, changes, open }, ...(open ? items(3) : [])]
}

function sectionOf(change: ChangeView): string {
  if (change.part === 'model') return 'Model'
  const { slot, kind } = itemName(change.key)
  return slot === 'main' || slot === '' ? kindTitle(kind) : `${kindTitle(kind)} of ${slot}`
}

function folderOf(change: ChangeView): string {
  const { name } = itemName(change.key)
  return name.slice(0, Math.max(0, name.lastIndexOf('/')))
}

function lastPart(change: ChangeView): string {
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
