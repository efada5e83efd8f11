import { describe, expect, it } from 'vitest'
import { countChanges, type DiffText, longest, sideBySide, unified } from './layout'

const same = (n: number) => Array.from({ length: n }, (_, at) => `same ${at}`)

/** Ten equal lines, a changed one, an added and a removed one among equal lines, and ten equal lines. */
const diff: DiffText = {
  key: 'main:file/a.txt', language: '', marks_before: [11, 0, 3], marks_after: [11, 0, 3],
  before: [...same(10), 'old', 'a', 'gone', ...same(10)].join('\n'), after: [...same(10), 'new', 'more', 'a', ...same(10)].join('\n'),
  lines_before: 23, lines_after: 23,
  stretches: [{ kind: 'change', left: 11, right: 11, lines: 1 }, { kind: 'add', left: 12, right: 12, lines: 1 }, { kind: 'remove', left: 13, right: 14, lines: 1 }],
}

describe('side by side', () => {
  it('leaves room for what only the other side has, so that equal lines are level', () => {
    const { left, right } = sideBySide(diff)
    expect(left.spacers).toEqual([{ line: 12, lines: 1 }])
    expect(right.spacers).toEqual([{ line: 14, lines: 1 }])
    expect([...left.fates]).toEqual([[11, 'change'], [13, 'remove']])
    expect([...right.fates]).toEqual([[11, 'change'], [12, 'add']])
  })

  it('folds the same lines on both sides, away from the changes', () => {
    const { left, right } = sideBySide(diff)
    expect(left.folds).toEqual([{ from: 1, to: 7 }, { from: 17, to: 23 }])
    expect(right.folds).toEqual(left.folds)
  })

  it('takes stretches that touch for one change', () => {
    expect(countChanges(diff)).toBe(2)
    expect(sideBySide(diff).left.changes).toEqual([11, 13])
  })

  it('folds nothing where nothing differs', () => {
    expect(sideBySide({ ...diff, stretches: [], after: diff.before }).left.folds).toEqual([])
  })
})

describe('in one column', () => {
  const one = unified(diff)

  it('shows what was above what is', () => {
    expect(one.text.split('\n').slice(10, 15)).toEqual(['old', 'new', 'more', 'a', 'gone'])
    expect([...one.fates]).toEqual([[11, 'old'], [12, 'new'], [13, 'add'], [15, 'remove']])
    expect(one.changes).toEqual([11, 15])
  })

  it('has the numbers of both sides, and the marks where their lines are now', () => {
    expect([...(one.numbers?.left ?? [])].slice(10, 16)).toEqual([10, 11, 0, 0, 12, 13])
    expect([...(one.numbers?.right ?? [])].slice(10, 16)).toEqual([10, 0, 11, 12, 13, 0])
    expect(one.marks).toEqual([11, 0, 3, 12, 0, 3])
  })

  it('folds away from the changes', () => {
    expect(one.folds).toEqual([{ from: 1, to: 7 }, { from: 19, to: 25 }])
  })
})

it('knows how wide the longest line is', () => {
  expect(longest('a\nlonger\n')).toBe(6)
  expect(longest('\ta')).toBeGreaterThan(2)
})
