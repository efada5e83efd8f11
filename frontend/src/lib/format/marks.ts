/** A piece of a line; marked pieces differ from the other side. */
export interface Piece {
  text: string
  marked: boolean
}

/** Word-level marks are of no use on lines longer than this, and cost time. */
const longest = 2000

function words(line: string): string[] {
  return line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? []
}

/**
 * Marks what differs between two versions of a line: everything between the words that both begin with and the words
 * that both end with. Lines with nothing in common are marked nowhere, for then the whole line says it.
 */
export function markLine(left: string, right: string): { left: Piece[]; right: Piece[] } {
  if (left.length > longest || right.length > longest) return { left: whole(left), right: whole(right) }
  const a = words(left)
  const b = words(right)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const common = [...a.slice(0, start), ...a.slice(a.length - end)].join('').trim()
  if (common === '') return { left: whole(left), right: whole(right) }
  return { left: pieces(a, start, end), right: pieces(b, start, end) }
}

function pieces(all: string[], start: number, end: number): Piece[] {
  const cut = [
    { text: all.slice(0, start).join(''), marked: false },
    { text: all.slice(start, all.length - end).join(''), marked: true },
    { text: all.slice(all.length - end).join(''), marked: false },
  ]
  return cut.filter((piece) => piece.text !== '')
}

function whole(text: string): Piece[] {
  return text === '' ? [] : [{ text, marked: false }]
}
