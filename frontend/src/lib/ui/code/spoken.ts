// The colours of the languages that texts are written in.
import { json } from '@codemirror/lang-json'
import { sql } from '@codemirror/lang-sql'
import { yaml } from '@codemirror/lang-yaml'
import type { Extension } from '@codemirror/state'

/** What an editor needs for a language; one that is not known has no colours. */
export function spoken(language: string): Extension {
  switch (language) {
    case 'json':
      return json()
    case 'sql':
      return sql()
    case 'yaml':
      return yaml()
  }
  return []
}
