import type { Items } from './fakedata'
import type { ChangeView, DiffRow, DiffView } from './views'

// What the fake compares with. Its line by line view pairs lines by their number, which is enough to be looked at.

export function partOf(key: string): 'model' | 'configuration' {
  return key.startsWith('main:object/') ? 'model' : 'configuration'
}

export function digest(items: Items): string {
  let sum = 7
  for (const char of JSON.stringify([...items].sort())) sum = (sum * 31 + char.charCodeAt(0)) % 4_294_967_291
  return sum.toString(16).padStart(8, '0').repeat(8)
}

export function same(a: Items, b: Items): number {
  return [...a].filter(([key, text]) => b.get(key) === text).length
}

export function diff(a: Items, b: Items): ChangeView[] {
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort()
  return keys
    .filter((key) => a.get(key) !== b.get(key))
    .map((key) => {
      const op = !a.has(key) ? 'add' : !b.has(key) ? 'remove' : 'modify'
      return { op, part: partOf(key), key, from: '', side: '', chosen: false, why: '', unsure: false, drifted: false, widens: '', needed_by: [], fields: '' }
    })
}

export function counts(changes: ChangeView[]) {
  const of = (op: string) => changes.filter((change) => change.op === op).length
  return { added: of('add'), modified: of('modify'), removed: of('remove'), renamed: 0 }
}

export function lines(key: string, before: string | undefined, after: string | undefined): DiffView {
  const a = before?.split('\n') ?? []
  const b = after?.split('\n') ?? []
  const rows: DiffRow[] = []
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left, right] = [a[at], b[at]]
    const kind = left === right ? 'same' : left === undefined ? 'add' : right === undefined ? 'remove' : 'change'
    rows.push({ kind, left: left === undefined ? 0 : at + 1, right: right === undefined ? 0 : at + 1, text_left: left ?? '', text_right: right ?? '', folded: 0 })
  }
  const op = before === undefined ? 'add' : after === undefined ? 'remove' : before === after ? 'same' : 'modify'
  return { key, op, mode_before: '', mode_after: '', size_before: before?.length ?? 0, size_after: after?.length ?? 0, binary: false, too_large: false, rows: fold(rows), added: 0, removed: 0 }
}

/** Folds long stretches of equal lines, as the Go side does. */
function fold(rows: DiffRow[]): DiffRow[] {
  const near = (at: number) => rows.slice(Math.max(0, at - 3), at + 4).some((row) => row.kind !== 'same')
  const folded: DiffRow[] = []
  for (const [at, row] of rows.entries()) {
    const last = folded.at(-1)
    if (near(at)) folded.push(row)
    else if (last?.kind === 'fold') last.folded++
    else folded.push({ ...row, kind: 'fold', folded: 1 })
  }
  return folded
}
