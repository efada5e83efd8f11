import { describe, expect, it } from 'vitest'
import { headHeight, layOut, rowHeight, topOf, within } from './geometry'

const days = [
  { day: '2026-11-18', events: 2 },
  { day: '2026-11-12', events: 3 },
  { day: '2026-11-05', events: 10_000 },
]

describe('the places of events', () => {
  const laid = layOut(days)

  it('follow each other below the headings of their days', () => {
    expect(topOf(laid, 0)).toBe(headHeight)
    expect(topOf(laid, 1)).toBe(headHeight + rowHeight)
    expect(topOf(laid, 2)).toBe(2 * headHeight + 2 * rowHeight)
    expect(topOf(laid, 10_004)).toBe(laid.height - rowHeight)
    expect(topOf(layOut([]), 0)).toBe(0)
  })

  it('are found again between two heights, and no more than are there', () => {
    expect(within(laid, 0, 1).map(({ day, from, to }) => [day, from, to])).toEqual([['2026-11-18', 0, 0]])
    for (const index of [0, 1, 2, 4, 5, 777, 10_004]) {
      const at = topOf(laid, index)
      const parts = within(laid, at + 1, at + rowHeight - 1)
      expect(parts.map(({ from, to }) => [from, to])).toEqual([[index, index + 1]])
    }
    const screen = within(laid, 200_000, 200_800)
    expect(screen).toHaveLength(1)
    expect((screen[0]?.to ?? 0) - (screen[0]?.from ?? 0)).toBeLessThan(19)
    expect(within(laid, laid.height + 5, laid.height + 9).every(({ from, to }) => to <= from)).toBe(true)
  })
})
