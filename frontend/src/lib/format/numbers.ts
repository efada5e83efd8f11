/** 1,204 */
export function number(n: number): string {
  return n.toLocaleString('en-US')
}

/** 1 item, 4 items */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`
}

/** 812 bytes, 4.1 KB, 42.1 MB; steps of 1,000, as file managers count. */
export function size(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte')
  const units = ['KB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 'bytes'
  for (const next of units) {
    if (value < 999.5) break
    value /= 1000
    unit = next
  }
  return `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`
}
