import { itemName, kindTitle } from '$lib/format/names'
import { tableOf } from '$lib/format/rows'
import type { Answers } from '$lib/state/answers.svelte'
import type { ChangeView, Part } from '$lib/state/views'
import type { TickLine } from '$lib/ui/TickTree.svelte'

/** A line of what will change: a part with its kinds, or an item. */
export interface ChangeLine extends TickLine {
  changes: ChangeView[]
  change: ChangeView | null
}

const parts: [Part, string][] = [
  ['model', 'Model'],
  ['configuration', 'Configuration'],
]

/** What will change, as a tree of two levels: by part and kind, rows by their table, then by item. */
export function linesOf(changes: readonly ChangeView[], answers: Answers): ChangeLine[] {
  const groups = parts.flatMap(([part, title]) => {
    const all = changes.filter((change) => change.part === part)
    const kinds = new Map<string, ChangeView[]>()
    for (const change of all) {
      const [kind, table] = [itemName(change.key).kind, tableOf(change.key)]
      const name = table === '' ? kindTitle(kind) : `Rows of ${table}`
      const same = kinds.get(name)
      if (same) same.push(change)
      else kinds.set(name, [change])
    }
    return [...kinds].map(([name, changes]) => ({ name: kinds.size === 1 && name === kindTitle('file') ? title : name, changes }))
  })
  return groups.flatMap((group, at) => {
    const moving = group.changes.filter((change) => answers.moves(change)).length
    const ticked = moving === 0 ? ('none' as const) : moving === group.changes.length ? ('all' as const) : ('some' as const)
    const head: ChangeLine = { id: group.name, level: 1, name: group.name, ticked, of: groups.length, place: at + 1, group: true, changes: group.changes, change: null }
    return [head, ...group.changes.map((change, place) => itemLine(change, place, group.changes.length, answers))]
  })
}

function itemLine(change: ChangeView, place: number, of: number, answers: Answers): ChangeLine {
  const ticked = answers.moves(change) ? ('all' as const) : ('none' as const)
  return { id: change.key, level: 2, name: itemName(change.key).name, ticked, of, place: place + 1, group: false, changes: [change], change }
}
