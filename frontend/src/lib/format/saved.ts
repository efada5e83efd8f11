import { itemName } from './names'
import { plural, size } from './numbers'

/** What is saved of rows, as words: "note of orders". */
export function savedTitle(key: string, { whole, columns }: { whole: boolean; columns: string[] }): string {
  const { name } = itemName(key)
  return whole ? `The rows of ${name}` : `${columns.join(', ')} of ${name}`
}

/** How much it is: "48,112 rows, 3.1 MB". */
export function savedSize({ rows, bytes }: { rows: number; bytes: number }): string {
  return `${plural(rows, 'row')}, ${size(bytes)}`
}
