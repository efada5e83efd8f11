import { describe, expect, it } from 'vitest'
import { dayOf, daysOf, isDay, moments } from './dates'

const now = new Date(2026, 2, 3, 15, 30)

describe('a range of days', () => {
  it.each([
    ['any', { from: '', to: '' }],
    ['today', { from: '2026-03-03', to: '' }],
    ['week', { from: '2026-02-25', to: '' }],
    ['month', { from: '2026-02-02', to: '' }],
    ['year', { from: '2026-01-01', to: '' }],
    ['between', { from: '2025-12-24', to: '2025-12-26' }],
  ] as const)('of %s is the days that it says', (range, days) => {
    expect(daysOf(range, { from: '2025-12-24', to: '2025-12-26' }, now)).toEqual(days)
  })

  it('holds both of its days, whatever the time zone', () => {
    const { from, to } = moments({ from: '2026-03-03', to: '2026-03-03' })
    expect(new Date(from).getTime()).toBe(new Date(2026, 2, 3).getTime())
    expect(new Date(to).getTime()).toBe(new Date(2026, 2, 4).getTime())
  })

  it('has no bound where a day is missing or is none', () => {
    expect(moments({ from: '', to: '2026-02-30' })).toEqual({ from: '', to: '' })
    expect([isDay(''), isDay('2026-02-28'), isDay('2026-02-30'), isDay('3 March')]).toEqual([true, true, false, false])
    expect(dayOf(now)).toBe('2026-03-03')
  })
})
