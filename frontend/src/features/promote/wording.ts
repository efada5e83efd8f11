import { environmentName, refTitle } from '$lib/format/names'
import { number } from '$lib/format/numbers'
import { countOps, opWord, wroteAll } from '$lib/format/words'
import type { Intent, Stage, Step } from '$lib/state/intent'
import type { Answer } from '$lib/state/runs.svelte'
import type { Act, ChangeView, PlanView, ReadBackView, RunView } from '$lib/state/views'

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

/** What is known of the target of a run that did not end well: the answer that is being carried out, and what was found there. */
export interface Known {
  answer: Answer | null
  /** Null while it is read, and where it could not be read. */
  back: ReadBackView | null
}

/** What the band says is true of the target; there is always one answer. */
export function bandWords(stage: Stage, target: string, known: Known = { answer: null, back: null }): string {
  switch (stage.step) {
    case 'run':
      return `Writing to ${target}`
    case 'done':
      return 'Finished, nothing more is written'
    case 'failed':
      return failedBand(stage.run, target, known)
    default:
      return target === '' ? 'Nothing has been written' : `Nothing has been written to ${target}`
  }
}

function failedBand(run: RunView, target: string, { answer, back }: Known): string {
  if (answer === 'undo' || answer === 'continue') return `Writing to ${target}`
  if (run.status === 'undone') return `${target} is as it was before`
  if (run.status === 'diverged') return run.undoing ? `${target} is not as it was before` : `${target} does not match the plan`
  if (run.status === 'left') return `${target} was left as it is`
  if (wroteAll(run)) return `${target} was not read back and compared`
  if (!back) return `What is on ${target} is not known yet`
  if (back.after + back.neither > 0) return `${target} is half way`
  return run.undoing ? `${target} is as it was before` : `Nothing has been written to ${target}`
}

/** An item of a run, and what is there of it. */
export interface Found {
  key: string
  op: string
  /** As before the run, as after it, or neither; "" where it is not told. */
  now: 'before' | 'after' | 'neither' | ''
}

export function foundWord({ now, op }: Found): string {
  if (now === 'after') return op === 'remove' ? 'removed' : 'new'
  if (now === 'before') return op === 'add' ? 'not there yet' : 'still as before'
  return now === 'neither' ? 'neither as before nor as planned' : opWord(op)
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
