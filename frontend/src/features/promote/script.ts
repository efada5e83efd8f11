import { itemName } from '$lib/format/names'
import { opWord } from '$lib/format/words'
import { changeOf } from '$lib/state/planned'
import type { PlanView, StatementView } from '$lib/state/views'

/** Statements as they are run, those of an item below a comment with its kind and name. */
export function scriptText(plan: PlanView, statements: readonly StatementView[]): string {
  let of = ''
  return statements
    .map(({ key, text }) => {
      const head = key === '' || key === of ? '' : `-- ${heading(plan, key)}\n`
      of = key
      return `${head}${text};\n`
    })
    .join('\n')
}

function heading(plan: PlanView, key: string): string {
  const { kind, name } = itemName(key)
  const change = changeOf(plan, key)
  return `${kind} ${name}${change ? `, ${opWord(change.op)}` : ''}`.replaceAll(/\s+/g, ' ')
}
