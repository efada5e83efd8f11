interface Cell {
  environment: string
  status: string
  value: string
  group: number
}

interface Row {
  key: string
  address: string
  kind: string
  values: readonly Cell[]
}

/** A letter for each value of a row that is not that of the others: A, B … Z, then AA. */
export function groupLetter(group: number): string {
  const at = group - 1
  if (at < 0) return ''
  const last = String.fromCharCode(65 + (at % 26))
  return at < 26 ? last : groupLetter(Math.floor(at / 26)) + last
}

/** Whether a value is never shown: that of a secret, and a whole item. */
export function isHidden({ kind, address }: Row): boolean {
  return kind === 'secret' || address === ''
}

/** What an environment has at a place, in words: the value; set, of what is not shown; not set. */
export function valueWords(row: Row, cell: Cell): string {
  if (cell.status === 'unread') return 'not read'
  if (cell.status === 'not-set') return 'not set'
  const shown = isHidden(row) ? 'set' : cell.value === '' ? 'empty' : cell.value
  return cell.status === 'ready' ? `${shown}, kept ready` : shown
}

/** How a value stands to that of another environment: differs from Development; "" where one of them has none. */
export function differsFrom(row: Row, cell: Cell, other: { ref: string; name: string } | null): string {
  const there = other && row.values.find((one) => one.environment === other.ref)
  if (!other || !there || there.group === 0 || cell.group === 0) return ''
  return there.group === cell.group ? `the same as ${other.name}` : `differs from ${other.name}`
}
