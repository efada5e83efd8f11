import type { ChangeView, Part, PlanValueView, PlanView, ProblemView, RunView } from '../backend/views'
import { plural } from '../format/numbers'

/** What is looked up in a plan again and again: a plan may have thousands of changes. */
interface Index {
  changes: ReadonlyMap<string, ChangeView>
  parts: Record<Part, readonly ChangeView[]>
  effects: ReadonlyMap<string, readonly ProblemView[]>
}

const indexes = new WeakMap<PlanView, Index>()

function indexOf(plan: PlanView): Index {
  const known = indexes.get(plan)
  if (known) return known
  const made: Index = {
    changes: new Map(plan.changes.map((change) => [change.key, change])),
    parts: {
      model: plan.changes.filter((change) => change.part === 'model'),
      configuration: plan.changes.filter((change) => change.part === 'configuration'),
    },
    effects: effects(plan),
  }
  indexes.set(plan, made)
  return made
}

/** What each item would do there: what is lost first, then what is only to be known. */
function effects(plan: PlanView): Map<string, ProblemView[]> {
  const found = new Map<string, ProblemView[]>()
  for (const verdict of ['loses', 'note']) {
    for (const problem of plan.problems.filter((one) => one.verdict === verdict)) found.set(problem.key, [...(found.get(problem.key) ?? []), problem])
  }
  return found
}

/** What is lost by a change of an item, and what else is to be known of it: rows that are copied, locks that are held. */
export function effectsOf(plan: PlanView, key: string): readonly ProblemView[] {
  return indexOf(plan).effects.get(key) ?? []
}

export function changeOf(plan: PlanView, key: string): ChangeView | undefined {
  return indexOf(plan).changes.get(key)
}

export function changesOf(plan: PlanView, part: Part): readonly ChangeView[] {
  return indexOf(plan).parts[part]
}

/** The part that a problem belongs to: that of its item; of no item or an unchanged object, the model. */
export function partOf(plan: PlanView, problem: ProblemView): Part {
  if (problem.whole && !changeOf(plan, problem.key)) return 'configuration' // where whatever is in its way can be left out: the model can be gone back to
  return problem.key === '' ? 'model' : partOfKey(plan, problem.key)
}

/** The part that an item belongs to, also one that does not change. */
export function partOfKey(plan: PlanView, key: string): Part {
  return changeOf(plan, key)?.part ?? (/(^|:)object\//.test(key) ? 'model' : 'configuration')
}

/** The values of an item that the target lacks. */
export function holesOf(plan: PlanView, key: string): PlanValueView[] {
  return plan.values.filter((value) => value.key === key && value.status === 'hole')
}

/** Whether a problem is the loss of what is stored in rows: a file comes back with its snapshot, rows do not. */
export function losesRows(plan: PlanView, problem: ProblemView): boolean {
  return problem.verdict === 'loses' && partOf(plan, problem) === 'model'
}

/** Whether a problem is answered by accepting it. */
export function acceptable(problem: ProblemView): boolean {
  return problem.verdict === 'loses' || problem.verdict === 'leaks'
}

/** Whether what a run lost was saved by it before. */
export function saved(run: RunView, problem: ProblemView): boolean {
  return run.saved.some((one) => one.item === problem.key && (one.whole || one.columns.some((column) => problem.path.endsWith(`.${column}`))))
}

/** How many bytes all losses among problems take, where each of them can be saved before; null where not. */
export function savable(problems: readonly ProblemView[]): number | null {
  const losses = problems.filter((problem) => problem.verdict === 'loses')
  if (losses.length === 0 || losses.some((problem) => !problem.loss)) return null
  return losses.reduce((sum, problem) => sum + (problem.loss?.bytes ?? 0), 0)
}

/** Whether a change is made only where a person says so: it starts unticked. */
function doubtful(change: ChangeView): boolean {
  return change.unsure || change.drifted || change.widens !== ''
}

/** Whether a change is ticked before anybody chose. */
export function startsTicked(change: ChangeView): boolean {
  return change.side === 'incoming' && !change.aside && (change.asked || !doubtful(change))
}

/** The items that brought an item along, and what brought those along, as far as it goes. */
export function needersOf(plan: PlanView, key: string): string[] {
  const found = new Set<string>()
  const open = [key]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const needer of changeOf(plan, next)?.needed_by ?? []) {
      if (found.has(needer) || needer === key) continue
      found.add(needer)
      open.push(needer)
    }
  }
  return [...found]
}

/** What a plan's target keeps of its own, as a sentence; "" where nothing of that differs. */
export function keepsOwn(plan: PlanView, target: string): string {
  const kept = plan.values.filter((value) => value.status === 'kept')
  if (kept.length === 0) return ''
  return `${target} keeps its own ${kept.length === 1 ? 'value' : plural(kept.length, 'value')}${kept.some((value) => value.secret) ? '; secrets are not copied' : ''}.`
}
