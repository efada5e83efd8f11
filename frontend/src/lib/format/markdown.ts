import { itemName, unnamed } from './names'
import { opWord } from './words'

interface PlanLike {
  source_ref: string
  target_ref: string
  act: string
  steps: readonly { text: string }[]
  changes: readonly { op: string; key: string; chosen: boolean; part: string }[]
  problems: readonly { key: string; message: string; verdict: string; accepted: boolean }[]
}

/** A text that Markdown shows as it is. */
function literal(text: string): string {
  return text.replaceAll(/([\\`*_{}[\]<>|#])/g, '\\$1')
}

/** A plan as Markdown, for a ticket or a message. */
export function planMarkdown(plan: PlanLike): string {
  const lines = [`# Plan: ${literal(heading(plan))}`, '', '## Steps', '']
  plan.steps.forEach((step, at) => lines.push(`${at + 1}. ${literal(step.text)}`))
  section(lines, 'Changes', plan.changes.filter((change) => change.chosen).map(changeLine))
  section(lines, 'Left out', plan.changes.filter((change) => !change.chosen).map(changeLine))
  const told = plan.problems.map(problemLine)
  section(lines, 'To know', told)
  return `${lines.join('\n')}\n`
}

function heading(plan: PlanLike): string {
  return plan.source_ref === '' ? `${plan.act} ${plan.target_ref}` : `${plan.act} ${plan.source_ref} to ${plan.target_ref}`
}

/** A list of items, each with what is to be said of it, and of what else is to be said. */
export function itemsMarkdown(title: string, items: readonly { key: string; word: string }[], more: readonly string[]): string {
  const lines: string[] = []
  section(lines, title, [...items.map(({ key, word }) => `- ${literal(itemName(key).name)}: ${word}`), ...more.map((text) => `- ${literal(text)}`)])
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function section(lines: string[], title: string, body: string[]): void {
  if (body.length > 0) lines.push('', `## ${title}`, '', ...body)
}

function problemLine(problem: { key: string; message: string; accepted: boolean }): string {
  const name = unnamed(problem.key, problem.message)
  return `- ${name === '' ? '' : `${literal(name)}: `}${literal(problem.message)}${problem.accepted ? ' (accepted)' : ''}`
}

function changeLine(change: { op: string; key: string; part: string }): string {
  const { name, kind } = itemName(change.key)
  return `- ${literal(name)} (${kind}): ${opWord(change.op)}`
}
