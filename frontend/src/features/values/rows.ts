import { itemName, placeName } from '$lib/format/names'
import { rowKey, tableOf } from '$lib/format/rows'
import type { ValuePlaceView } from '$lib/state/views'

export type Only = 'all' | 'differ' | 'holes'

/** A line of the matrix: an item, or the table of some rows, that folds; or a place in it. */
export type Line = { item: string; places: number; open: boolean } | ValuePlaceView

export function isPlace(line: Line | undefined): line is ValuePlaceView {
  return line !== undefined && 'place' in line
}

export function wanted(row: ValuePlaceView, only: Only): boolean {
  return only === 'all' || (only === 'differ' ? row.differ : row.holes > 0)
}

/** What a place stands below: its item, or the table of its row. */
function above(key: string): string {
  const table = tableOf(key)
  return table === '' ? key : `${key.slice(0, key.indexOf('/'))}/${table}`
}

/** A place as it is called below its item; a row's with the row. */
export function lineName(row: ValuePlaceView): string {
  return tableOf(row.key) === '' ? placeName(row) : `${rowKey(row.key)} ${row.address}`.trim()
}

/** The lines of what is asked for, each item above its places, unless it is closed; a table stands above those of its rows. */
export function linesOf(places: readonly ValuePlaceView[], text: string, only: Only, closed: ReadonlySet<string> = new Set()): Line[] {
  const words = text.toLowerCase().split(' ')
  const holds = (row: ValuePlaceView) => {
    const all = `${placeName(row)} ${itemName(row.key).name} ${row.values.map((one) => one.value).join(' ')}`.toLowerCase()
    return words.every((word) => all.includes(word))
  }
  const groups = new Map<string, ValuePlaceView[]>()
  for (const row of places) {
    if (!wanted(row, only) || !holds(row)) continue
    const item = above(row.key)
    const group = groups.get(item)
    if (group) group.push(row)
    else groups.set(item, [row])
  }
  return [...groups].flatMap(([item, rows]): Line[] => (closed.has(item) ? [{ item, places: rows.length, open: false }] : [{ item, places: rows.length, open: true }, ...rows]))
}

/** The nearest line with a place from one on, in a direction; where there is none, the one that it was. */
export function stepTo(lines: readonly Line[], from: number, by: number): number {
  const way = by < 0 ? -1 : 1
  const aim = Math.min(lines.length - 1, Math.max(0, from + by))
  for (let at = aim; at >= 0 && at < lines.length; at += way) if (isPlace(lines[at])) return at
  for (let at = aim; at >= 0 && at < lines.length; at -= way) if (isPlace(lines[at])) return at
  return from
}
