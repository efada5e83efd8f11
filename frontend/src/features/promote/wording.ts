import { environmentName, refTitle } from '$lib/format/names'
import { number } from '$lib/format/numbers'
import { countOps, wroteAll } from '$lib/format/words'
import type { Intent, Stage, Step } from '$lib/state/intent'
import type { Act, ChangeView, PlanView } from '$lib/state/views'

export const stepTitles: Record<Step, string> = {
  choose: 'Choose',
  model: 'Model',
  configuration: 'Configuration',
  review: 'Review',
  run: 'Run',
  done: 'Done',
}

const titles: Record<Act, string> = { promote: 'Promote', restore: 'Restore', rollback: 'Roll back', edit: 'Update the model' }

export function actTitle(act: Act): string {
  return titles[act]
}

const starts: Record<Act, string> = {
  promote: 'Snapshot and promote',
  restore: 'Snapshot and restore',
  rollback: 'Snapshot and roll back',
  edit: 'Snapshot and update',
}

export function startLabel(act: Act): string {
  return starts[act]
}

/** A step's sentence as a heading, its count written as counts are everywhere. */
export function tidy(text: string): string {
  return text.replace(/\.$/, '').replace(/(?<=: )\d+(?= changes?$)/, (count) => number(Number(count)))
}

/** What the band says is true of the target; there is always one answer. */
export function bandWords(stage: Stage, target: string): string {
  switch (stage.step) {
    case 'run':
      return `Writing to ${target}`
    case 'done':
      return 'Finished, nothing more is written'
    case 'failed':
      return failedBand(stage, target)
    default:
      return target === '' ? 'Nothing has been written' : `Nothing has been written to ${target}`
  }
}

function failedBand(stage: Stage & { step: 'failed' }, target: string): string {
  const { run } = stage
  if (run.status === 'undone') return `${target} is as it was before`
  if (run.status === 'diverged') return `${target} does not match the plan`
  if (run.status === 'left') return `${target} was left as it is`
  if (wroteAll(run)) return `${target} was not read back and compared`
  return run.applied === 0 ? `Nothing has been written to ${target}` : `${target} is half way`
}

/** From and to, as the rail's first step repeats it. */
export function sides(intent: Intent): string {
  const target = environmentName(intent.target)
  if (intent.act === 'edit' || intent.act === 'rollback') return target
  const source = refTitle(intent.source)
  if (source === '' || target === '') return ''
  return intent.act === 'restore' ? `${source} onto ${target}` : `${source} to ${target}`
}

export type GroupName = 'incoming' | 'conflict' | 'target'

export interface Group {
  name: GroupName
  title: string
  changes: ChangeView[]
}

/** Sorts changes by where they come from: the source, both sides, or the target alone. */
export function groups(plan: PlanView, changes: readonly ChangeView[]): Group[] {
  const target = environmentName(plan.target_ref)
  const source = plan.act === 'promote' ? environmentName(plan.source_ref) : ''
  const sorted: Group[] = [
    { name: 'conflict', title: 'Conflict: changed on both sides', changes: [] },
    { name: 'incoming', title: source === '' ? 'Changes' : `Incoming from ${source}`, changes: [] },
    { name: 'target', title: `Only on ${target}`, changes: [] },
  ]
  for (const change of changes) sorted.find((group) => group.name === groupOf(change))?.changes.push(change)
  return sorted.filter((group) => group.changes.length > 0)
}

export function groupOf(change: ChangeView): GroupName {
  if (change.side === 'conflict') return 'conflict'
  return change.side === 'outgoing' || change.unsure ? 'target' : 'incoming'
}

/** 4 of 7 items move. */
export function moved(changes: readonly ChangeView[]): { n: number; counts: ReturnType<typeof countOps> } {
  const chosen = changes.filter((change) => change.chosen)
  return { n: chosen.length, counts: countOps(chosen) }
}
