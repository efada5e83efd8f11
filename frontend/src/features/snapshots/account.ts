import { plural } from '$lib/format/numbers'
import type { AccountView } from '$lib/state/views'

const named = 2

/** What differs in an item, in a few words: subject, retries; 6 lines; 5 fields. */
export function accountWords(account: AccountView): string {
  const { fields, total, added, removed, binary, large } = account
  if (large) return 'large'
  if (binary) return 'binary'
  if (total > 0) return plural(total, 'field')
  if (fields.length > named) return `${fields.slice(0, named).join(', ')} and ${fields.length - named} more`
  if (fields.length > 0) return fields.join(', ')
  if (added === 0 && removed === 0) return 'no lines'
  return plural(Math.max(added, removed), 'line')
}
