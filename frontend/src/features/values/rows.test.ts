import { describe, expect, it } from 'vitest'
import type { ValuePlaceView } from '$lib/state/views'
import { isPlace, lineName, linesOf, stepTo } from './rows'

const row = (key: string, address: string, more: Partial<ValuePlaceView> = {}): ValuePlaceView => ({
  place: `${key}#${address}`, key, address, kind: 'keep', rule: '', differ: false, holes: 0, values: [], ...more,
})
const places = [row('file/.env', 'HOST', { differ: true }), row('file/.env', 'PORT', { holes: 1 }), row('file/mail.json', '/smtp/host')]
const titles = (lines: ReturnType<typeof linesOf>) => lines.map((line) => (isPlace(line) ? line.address : line.item))

describe('the lines of the matrix', () => {
  it('have each item above its places', () => {
    expect(titles(linesOf(places, '', 'all'))).toEqual(['file/.env', 'HOST', 'PORT', 'file/mail.json', '/smtp/host'])
  })

  it('have the rows of a table together, which folds', () => {
    const rows = [row('main:row/flags/checkout', '/url'), row('main:row/flags/a~1b', ''), row('main:row/tax/DE', '/rate')]
    const lines = linesOf(rows, '', 'all', new Set(['main:row/tax']))
    expect(lines.map((line) => (isPlace(line) ? lineName(line) : [line.item, line.places, line.open]))).toEqual([['main:row/flags', 2, true], 'checkout /url', 'a/b', ['main:row/tax', 1, false]])
  })

  it.each([
    ['what differs', '', 'differ', ['file/.env', 'HOST']],
    ['what is not set somewhere', '', 'holes', ['file/.env', 'PORT']],
    ['what has all words, in its name or that of its item', 'host json', 'all', ['file/mail.json', '/smtp/host']],
    ['nothing, where nothing is like that', 'host', 'holes', []],
  ] as const)('are only %s where that is asked for', (_, text, only, wanted) => expect(titles(linesOf(places, text, only))).toEqual(wanted))

  it.each([[1, 1, 2], [2, 1, 4], [4, -1, 2], [1, -1, 1], [4, 1, 4], [1, 10, 4], [4, -10, 1]])('lead from %i by %i to %i, past the items', (from, by, to) => {
    expect(stepTo(linesOf(places, '', 'all'), from, by)).toBe(to)
  })
})
