/** A span of days; "" is no bound. Both days are YYYY-MM-DD in the computer's own time zone, and both count. */
export interface Days {
  from: string
  to: string
}

export type Range = 'any' | 'today' | 'week' | 'month' | 'year' | 'between'

/** The ranges to choose from, in the order of a list. */
export const ranges: readonly { range: Range; title: string }[] = [
  { range: 'any', title: 'Any time' },
  { range: 'today', title: 'Today' },
  { range: 'week', title: 'Last 7 days' },
  { range: 'month', title: 'Last 30 days' },
  { range: 'year', title: 'This year' },
  { range: 'between', title: 'Between two days…' },
]

const shape = /^(\d{4})-(\d{2})-(\d{2})$/

/** The beginning of a day, local time; null where it is none. */
function start(day: string): Date | null {
  const [, year, month, date] = shape.exec(day) ?? []
  if (year === undefined) return null
  const at = new Date(Number(year), Number(month) - 1, Number(date))
  return dayOf(at) === day ? at : null
}

/** The day of a moment as YYYY-MM-DD. */
export function dayOf(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** Whether it is a day, or none at all. */
export function isDay(day: string): boolean {
  return day === '' || start(day) !== null
}

/** The days of a range as of now; of the days that were chosen where it is no quick one. */
export function daysOf(range: Range, chosen: Days, now: Date): Days {
  const back = (days: number) => dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days))
  switch (range) {
    case 'any':
      return { from: '', to: '' }
    case 'today':
      return { from: back(0), to: '' }
    case 'week':
      return { from: back(6), to: '' }
    case 'month':
      return { from: back(29), to: '' }
    case 'year':
      return { from: `${now.getFullYear()}-01-01`, to: '' }
    case 'between':
      return chosen
  }
}

/** Days as moments: from the first one's beginning up to the end of the last. What is no day bounds nothing. */
export function moments(days: Days): Days {
  const to = start(days.to)
  if (to) to.setDate(to.getDate() + 1)
  return { from: start(days.from)?.toISOString() ?? '', to: to?.toISOString() ?? '' }
}
