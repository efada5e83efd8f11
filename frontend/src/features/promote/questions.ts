import { environmentName, itemName } from '$lib/format/names'
import { type Answers, askedWith } from '$lib/state/answers.svelte'
import { acceptable, changeOf, changesOf, holesOf, partOf, savable } from '$lib/state/planned'
import type { ChangeView, Part, PlanValueView, PlanView, ProblemView, RenameView } from '$lib/state/views'

interface Message {
  text: string
  path: string
  /** Whether it is only to be known. */
  note: boolean
  /** What blocks all items of the same cause; "" for none. */
  cause: string
}

/** What is asked of a person about one item, with all that is to be said of it. */
export interface Question {
  kind: 'conflict' | 'leaks' | 'loses' | 'blocks' | 'note'
  key: string
  name: string
  messages: Message[]
  /** What blocks other items too; "" where it is this one's alone. */
  cause: string
  /** Whether it is answered, and needs nothing more to go on. */
  answered: boolean
  /** Whether the item can be left out: only what would be moved can. */
  canLeave: boolean
  /** Whether the item is left out by the answers, though the plan may not know it yet. */
  leaving: boolean
  /** Items whose version of the source would solve it, and that are not moved yet. */
  bring: ChangeView[]
  /** Values of it that the target lacks. */
  holes: PlanValueView[]
  /** How many bytes it loses, where all of that can be saved before; null where not. */
  savable: number | null
  /** Whether something of it that goes is something that comes. */
  renames: RenameView[]
}

const gravity = { note: 0, leaks: 1, loses: 2, blocks: 3 }

/** The questions of a part, one an item, the gravest first. */
export function questions(plan: PlanView, answers: Answers, part: Part): Question[] {
  const problems = new Map<string, ProblemView[]>()
  const others = askedWith(plan, answers)
  for (const problem of plan.problems) {
    if (partOf(plan, problem) !== part) continue
    const key = others.get(problem.key) ?? problem.key
    const told = problems.get(key)
    if (told) told.push(problem)
    else problems.set(key, [problem])
  }
  const asked: Question[] = []
  for (const change of changesOf(plan, part)) {
    if (change.side !== 'conflict' || plan.act === 'rollback') continue
    // An answered one is told of for itself: what is wrong with the item now is another question.
    const answered = answers.conflicts.has(change.key)
    asked.push(conflict(plan, change.key, answered ? [] : (problems.get(change.key) ?? []), answers))
    if (!answered) problems.delete(change.key)
  }
  for (const [key, told] of problems) asked.push(question(plan, key, told, answers))
  return asked.sort((a, b) => rank(b) - rank(a) || a.cause.localeCompare(b.cause) || a.name.localeCompare(b.name))
}

/** Questions that have a cause in common, or one alone. */
export interface Group {
  cause: string
  questions: Question[]
  /** Those that are shown: thousands of one cause are one thing to mend. */
  shown: Question[]
}

const most = 50

export function byCause(asked: readonly Question[]): Group[] {
  const groups: { cause: string; questions: Question[] }[] = []
  for (const question of asked) {
    const last = groups.at(-1)
    if (last && question.cause !== '' && last.cause === question.cause) last.questions.push(question)
    else groups.push({ cause: question.cause, questions: [question] })
  }
  return groups.map(({ cause, questions }) => ({ cause: questions.length > 1 ? cause : '', questions, shown: questions.slice(0, most) }))
}

function rank(question: Question): number {
  return question.kind === 'conflict' ? 4 : gravity[question.kind]
}

function conflict(plan: PlanView, key: string, told: ProblemView[], answers: Answers): Question {
  const { name } = itemName(key)
  const sides = `${environmentName(plan.source_ref)} and on ${environmentName(plan.target_ref)}`
  const text = told.find((problem) => problem.verdict === 'blocks')?.message ?? `${name} was changed on ${sides}.`
  return { kind: 'conflict', key, name, messages: [{ text, path: '', note: false, cause: '' }], cause: '', answered: answers.conflicts.has(key), canLeave: false, leaving: false, bring: [], holes: [], savable: null, renames: [] }
}

function question(plan: PlanView, key: string, told: ProblemView[], answers: Answers): Question {
  const worst = told.reduce((most, problem) => (gravity[problem.verdict] > gravity[most] ? problem.verdict : most), 'note' as ProblemView['verdict'])
  const change = changeOf(plan, key)
  const solving = told.flatMap((problem) => problem.needs).flatMap((needed) => changeOf(plan, needed) ?? [])
  const accepted = answers.settles(key) || told.every((problem) => !acceptable(problem) || problem.accepted)
  return {
    kind: worst,
    key,
    name: key === '' ? '' : itemName(key).name,
    messages: told.map(({ message, path, verdict, cause = '' }) => ({ text: message, path, note: verdict === 'note', cause })),
    cause: told.find((problem) => problem.verdict === 'blocks')?.cause ?? '',
    answered: worst === 'note' || (worst === 'leaks' && plan.target_role !== 'live') || (worst !== 'blocks' && accepted),
    canLeave: change !== undefined && answers.moves(change),
    leaving: change?.chosen === true && !answers.moves(change),
    bring: [...new Set(solving)].filter((needed) => !answers.moves(needed)),
    holes: worst === 'blocks' ? holesOf(plan, key) : [],
    savable: worst === 'loses' ? savable(told) : null,
    renames: told.flatMap((problem) => problem.rename ?? []),
  }
}
