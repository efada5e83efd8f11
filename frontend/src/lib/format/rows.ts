import { itemName } from './names'

// Rows of settings tables are items whose names begin with their table: flags/checkout, tax_rates/DE/BY. A slash in a value is
// written ~1, and a tilde ~0.

/** The table that an item is a row of; "" for any other item. */
export function tableOf(key: string): string {
  const { kind, name } = itemName(key)
  return kind === 'row' ? (name.split('/')[0] ?? '') : ''
}

/** The values by which a row is known, as they are in its table: checkout; DE, BY. */
export function rowKey(key: string): string {
  const [, ...values] = itemName(key).name.split('/')
  return values.map((value) => value.replaceAll('~1', '/').replaceAll('~0', '~')).join(', ')
}

/** Items by the table that they are rows of, "" for all others, in the order in which these first come. */
export function byTable<T extends { key: string }>(items: readonly T[]): [string, T[]][] {
  const tables = new Map<string, T[]>()
  for (const item of items) {
    const table = tableOf(item.key)
    const same = tables.get(table)
    if (same) same.push(item)
    else tables.set(table, [item])
  }
  return [...tables]
}

/** A column of a row on both sides, as JSON; null where a side does not have it. */
export interface ColumnChange {
  name: string
  before: string | null
  after: string | null
}

/** What two texts of a row say of its columns; null where one of them is no row. The texts are read and not parsed: numbers keep their digits. */
export function columnChanges(before: string, after: string): ColumnChange[] | null {
  const [was, is] = [columnsOf(before), columnsOf(after)]
  if (!was || !is) return null
  return [...new Set([...was.keys(), ...is.keys()])].sort().map((name) => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null }))
}

/** The columns of a row's text: each begins in a line of its own, two spaces in. */
function columnsOf(text: string): Map<string, string> | null {
  const columns = new Map<string, string>()
  if (text === '') return columns
  const lines = text.split('\n')
  if (lines[0] !== '{' || lines.at(-1) !== '}') return null
  let name: string | null = null
  for (const line of lines.slice(1, -1)) {
    const begins = /^ {2}("(?:[^"\\]|\\.)*"): (.*)$/.exec(line)
    if (begins) name = JSON.parse(begins[1] ?? '""') as string
    else if (name === null || !/^ {2}[ \]}]/.test(line)) return null
    const known = columns.get(name)
    columns.set(name, begins ? (begins[2] ?? '') : `${known ?? ''}\n${line.slice(2)}`)
  }
  for (const [column, value] of columns) columns.set(column, value.replace(/,$/, ''))
  return columns
}
