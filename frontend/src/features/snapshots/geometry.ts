import type { DayView } from '$lib/state/views'

// Every event has its place before it is read: the days say how many events they have, and all rows are of one height.

export const rowHeight = 49
export const headHeight = 33

export interface Day {
  day: string
  /** The index of its first event, and how many it has. */
  first: number
  events: number
  /** Where it begins, in pixels. */
  top: number
}

export interface Geometry {
  days: Day[]
  height: number
}

export function layOut(days: readonly DayView[]): Geometry {
  const laid: Day[] = []
  let first = 0
  let top = 0
  for (const { day, events } of days) {
    laid.push({ day, first, events, top })
    first += events
    top += headHeight + events * rowHeight
  }
  return { days: laid, height: top }
}

/** The day that an event or a place belongs to, found by halving. */
function find(days: readonly Day[], after: (day: Day) => boolean): number {
  let low = 0
  let high = days.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (after(days[middle] as Day)) high = middle
    else low = middle + 1
  }
  return Math.max(0, low - 1)
}

/** Where an event begins. */
export function topOf({ days }: Geometry, index: number): number {
  const day = days[find(days, (one) => one.first > index)]
  return day ? day.top + headHeight + (index - day.first) * rowHeight : 0
}

/** A day, and those of its events that are in sight. */
export interface Part extends Day {
  from: number
  to: number
}

/** What lies between two heights, in pixels. */
export function within({ days }: Geometry, top: number, bottom: number): Part[] {
  const parts: Part[] = []
  for (let at = find(days, (one) => one.top > top); at < days.length; at++) {
    const day = days[at] as Day
    if (day.top >= bottom) break
    const from = Math.max(0, Math.floor((top - day.top - headHeight) / rowHeight))
    const to = Math.min(day.events, Math.ceil((bottom - day.top - headHeight) / rowHeight))
    if (to > from || day.top + headHeight > top) parts.push({ ...day, from: day.first + Math.min(from, day.events), to: day.first + Math.max(0, to) })
  }
  return parts
}
