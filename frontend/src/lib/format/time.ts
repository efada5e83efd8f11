// Making a format takes much longer than using it, and a list uses it for every row.
const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const exact = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const full = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const weekday = inYear({ weekday: 'long', day: 'numeric', month: 'long' })
const short = inYear({ day: 'numeric', month: 'short' })

/** Writes a day, with its year where that is not this one. */
function inYear(parts: Intl.DateTimeFormatOptions): (at: Date, now: Date) => string {
  const [without, along] = [new Intl.DateTimeFormat('en-GB', parts), new Intl.DateTimeFormat('en-GB', { ...parts, year: 'numeric' })]
  return (at, now) => (at.getFullYear() === now.getFullYear() ? without : along).format(at)
}

const day = 24 * 60 * 60 * 1000

function sameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate()
}

/** 09:41, in the computer's own time zone; "" where the time is unknown. */
export function clock(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  return hours.format(at)
}

/** 09:41:07 of a moment. */
export function seconds(at: Date): string {
  return exact.format(at)
}

/** The day as a heading: Today, Yesterday, Wednesday 18 November, with the year where it is another one. */
export function dayName(iso: string, now: Date): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return 'Unknown day'
  if (sameDay(at, now)) return 'Today'
  if (sameDay(at, new Date(now.getTime() - day))) return 'Yesterday'
  return weekday(at, now).replace(',', '')
}

/** A time in running text: today at 09:41, yesterday at 17:02, 18 Nov at 18:02. */
export function when(iso: string, now: Date): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return 'at an unknown time'
  if (sameDay(at, now)) return `today at ${clock(iso)}`
  if (sameDay(at, new Date(now.getTime() - day))) return `yesterday at ${clock(iso)}`
  return `${short(at, now)} at ${clock(iso)}`
}

/** How long something took, in whole seconds as times are told: under a second, 58 s, 1 min 18 s. */
export function duration(ms: number): string {
  if (ms < 0) return ''
  const whole = Math.floor(ms / 1000)
  if (whole === 0) return 'under a second'
  if (whole < 60) return `${whole} s`
  const rest = whole % 60
  return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`
}

/** How long a step took, which is often less than a second: 0.4 s, 2.8 s, 58 s, 1 min 18 s; "" where it took no time. */
export function lap(ms: number): string {
  if (ms < 50) return ''
  return ms >= 10_000 ? duration(ms) : `${(ms / 1000).toFixed(1)} s`
}

/** How long lies between two times; "" where one is unknown. */
export function between(from: string, to: string): string {
  const ms = new Date(to).getTime() - new Date(from).getTime()
  return Number.isNaN(ms) ? '' : duration(ms)
}

/** A time as a fact: 18 November 2026, 18:02. */
export function fullTime(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return 'an unknown time'
  return `${full.format(at)}, ${clock(iso)}`
}

/** A time as short as it is clear: 18:02 of today, 5 Nov 11:20, 5 Nov 2025 11:20. */
export function shortTime(iso: string, now: Date): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return 'an unknown time'
  if (sameDay(at, now)) return clock(iso)
  return `${short(at, now)} ${clock(iso)}`
}

/** An interval in seconds, as words: every minute, every 5 minutes. */
export function every(seconds: number): string {
  const units: [number, string][] = [[3600, 'hour'], [60, 'minute'], [1, 'second']]
  const [size, unit] = units.find(([size]) => seconds % size === 0) ?? [1, 'second']
  return seconds === size ? `Every ${unit}` : `Every ${seconds / size} ${unit}s`
}
