// How two texts and what differs between them become columns of lines. It knows no editor, so that it can be tested.

export type Fate = 'add' | 'remove' | 'change'

/** A stretch of lines with one fate. Where it has no lines on a side, it stands before that line there. */
export interface Stretch {
  kind: string
  left: number
  right: number
  lines: number
}

/** Two texts and what differs between them, as the Go side says it. */
export interface DiffText {
  key: string
  before: string
  after: string
  lines_before: number
  lines_after: number
  stretches: readonly Stretch[]
  /** line, from, to and so on */
  marks_before: readonly number[]
  marks_after: readonly number[]
  language: string
}

/** What a column shows beside its text. Lines count from 1. */
export interface Column {
  text: string
  /** The fate of each line that has one. */
  fates: Map<number, Fate | 'old' | 'new'>
  marks: readonly number[]
  /** Room left before a line, for lines that only the other side has. */
  spacers: { line: number; lines: number }[]
  folds: { from: number; to: number }[]
  /** The line numbers of both sides, where a column shows both; 0 for none. */
  numbers: { left: Uint32Array; right: Uint32Array } | null
  /** The text has no line at all: the one that an editor shows is none. */
  empty: boolean
  /** The line at which each change begins. */
  changes: number[]
}

/** Equal lines around a change that are not folded away. */
const context = 3

interface Equal {
  left: number
  right: number
  lines: number
}

/** The stretches of equal lines between what differs; there is always one before, between and after, perhaps empty. */
function equals(diff: DiffText): Equal[] {
  const found: Equal[] = []
  let left = 1
  let right = 1
  for (const stretch of diff.stretches) {
    found.push({ left, right, lines: stretch.left - left })
    left = stretch.left + (stretch.kind === 'add' ? 0 : stretch.lines)
    right = stretch.right + (stretch.kind === 'remove' ? 0 : stretch.lines)
  }
  found.push({ left, right, lines: diff.lines_before - left + 1 })
  return found
}

/** The part of equal lines that is folded: all but the lines near a change. */
function fold(equal: Equal, at: number, last: number): { skip: number; lines: number } | null {
  if (last === 0) return null // nothing differs, so all of it is shown
  const head = at === 0 ? 0 : context
  const tail = at === last ? 0 : context
  const lines = equal.lines - head - tail
  return lines < 3 ? null : { skip: head, lines }
}

/** Where each change begins: stretches that touch are one change. */
function begins(diff: DiffText): Stretch[] {
  const between = equals(diff)
  return diff.stretches.filter((_, at) => at === 0 || (between[at]?.lines ?? 0) > 0)
}

export function countChanges(diff: DiffText): number {
  return begins(diff).length
}

/** The two texts side by side; equal lines are at the same height. */
export function sideBySide(diff: DiffText): { left: Column; right: Column } {
  const left = column(diff.before, diff.lines_before, diff.marks_before)
  const right = column(diff.after, diff.lines_after, diff.marks_after)
  for (const { kind, left: l, right: r, lines } of diff.stretches) {
    if (kind !== 'add') fill(left, l, lines, kind as Fate)
    if (kind !== 'remove') fill(right, r, lines, kind as Fate)
    if (kind === 'add') left.spacers.push({ line: l, lines })
    if (kind === 'remove') right.spacers.push({ line: r, lines })
  }
  const between = equals(diff)
  for (const [at, equal] of between.entries()) {
    const folded = fold(equal, at, between.length - 1)
    if (!folded) continue
    left.folds.push({ from: equal.left + folded.skip, to: equal.left + folded.skip + folded.lines - 1 })
    right.folds.push({ from: equal.right + folded.skip, to: equal.right + folded.skip + folded.lines - 1 })
  }
  for (const change of begins(diff)) {
    left.changes.push(change.left)
    right.changes.push(change.right)
  }
  return { left, right }
}

/** One column: what was, and below it what is. */
export function unified(diff: DiffText): Column {
  const before = diff.lines_before === 0 ? [] : diff.before.split('\n')
  const after = diff.lines_after === 0 ? [] : diff.after.split('\n')
  const most = before.length + after.length
  const text: string[] = []
  const one = column('', most, [])
  const numbers = { left: new Uint32Array(most + 1), right: new Uint32Array(most + 1) }
  const atLeft = new Map<number, number>()
  const atRight = new Map<number, number>()
  const put = (line: string | undefined, l: number, r: number) => {
    text.push(line ?? '')
    numbers.left[text.length] = l
    numbers.right[text.length] = r
  }
  const changes = new Set(begins(diff))
  const between = equals(diff)
  for (const [at, equal] of between.entries()) {
    const folded = fold(equal, at, between.length - 1)
    if (folded) one.folds.push({ from: text.length + folded.skip + 1, to: text.length + folded.skip + folded.lines })
    for (let i = 0; i < equal.lines; i++) put(after[equal.right + i - 1], equal.left + i, equal.right + i)
    const stretch = diff.stretches[at]
    if (!stretch) continue
    if (changes.has(stretch)) one.changes.push(text.length + 1)
    if (stretch.kind !== 'add') {
      fill(one, text.length + 1, stretch.lines, stretch.kind === 'change' ? 'old' : 'remove')
      for (let i = 0; i < stretch.lines; i++) {
        put(before[stretch.left + i - 1], stretch.left + i, 0)
        atLeft.set(stretch.left + i, text.length)
      }
    }
    if (stretch.kind !== 'remove') {
      fill(one, text.length + 1, stretch.lines, stretch.kind === 'change' ? 'new' : 'add')
      for (let i = 0; i < stretch.lines; i++) {
        put(after[stretch.right + i - 1], 0, stretch.right + i)
        atRight.set(stretch.right + i, text.length)
      }
    }
  }
  const marks = [...moved(diff.marks_before, atLeft), ...moved(diff.marks_after, atRight)].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  return { ...one, text: text.join('\n'), marks: marks.flat(), numbers, empty: text.length === 0 }
}

function* moved(marks: readonly number[], lines: ReadonlyMap<number, number>): Generator<[number, number, number]> {
  for (let at = 0; at + 2 < marks.length; at += 3) {
    const line = lines.get(marks[at] ?? 0)
    if (line !== undefined) yield [line, marks[at + 1] ?? 0, marks[at + 2] ?? 0]
  }
}

function column(text: string, lines: number, marks: readonly number[]): Column {
  return { text, fates: new Map(), marks, spacers: [], folds: [], numbers: null, empty: lines === 0, changes: [] }
}

function fill(into: Column, from: number, lines: number, fate: Fate | 'old' | 'new'): void {
  for (let line = from; line < from + lines; line++) into.fates.set(line, fate)
}

/** How many columns the longest line takes: a tab takes up to four, a wide letter two. */
export function longest(text: string): number {
  let most = 0
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    if (to - from > most) most = to - from
    from = to + 1
  }
  const wide = /[\t\u1100-\uffff]/.test(text) ? 1.6 : 1
  return Math.ceil(most * wide)
}
