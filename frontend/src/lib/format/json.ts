import { itemName } from './names'

interface Told {
  key: string
  path: string
  message: string
}

/**
 * The line of a JSON model that a problem speaks of, from 1; 0 where it cannot be told. A message that names a line is
 * believed; otherwise the object's name and the last step of the path are looked for.
 */
export function lineOf(text: string, problem: Told): number {
  const named = /\bline (\d+)/i.exec(`${problem.path} ${problem.message}`)
  if (named) return Number(named[1])
  const lines = text.split('\n')
  const { name } = itemName(problem.key)
  const object = name === '' ? 0 : lines.findIndex((line) => holds(line, 'name', name))
  if (object < 0) return 0
  const field = problem.path.replace(/^fields\./, '').split('.')[0] ?? ''
  if (field === '') return problem.key === '' ? 0 : object + 1
  const at = lines.findIndex((line, index) => index >= object && line.includes(`${JSON.stringify(field)}:`))
  return at < 0 ? object + 1 : at + 1
}

function holds(line: string, key: string, value: string): boolean {
  return line.replaceAll(/\s/g, '').includes(`${JSON.stringify(key)}:${JSON.stringify(value)}`)
}

export type Token = 'key' | 'text' | 'number' | 'word' | 'plain'

const tokens = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g

/** A line of JSON in coloured pieces; joined they are the line again. */
export function colour(line: string): { kind: Token; text: string }[] {
  const pieces: { kind: Token; text: string }[] = []
  let at = 0
  const push = (kind: Token, text: string) => {
    if (text !== '') pieces.push({ kind, text })
  }
  for (const match of line.matchAll(tokens)) {
    push('plain', line.slice(at, match.index))
    const [whole, text, colon, digits] = match
    if (text !== undefined) {
      push(colon === undefined ? 'text' : 'key', text)
      push('plain', colon ?? '')
    } else push(digits === undefined ? 'word' : 'number', whole)
    at = match.index + whole.length
  }
  push('plain', line.slice(at))
  return pieces
}
