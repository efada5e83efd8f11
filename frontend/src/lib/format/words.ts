import { environmentName } from './names'
import { number, plural } from './numbers'

/** How many changes of each kind. */
export interface Counts {
  added: number
  modified: number
  removed: number
  renamed: number
}

export function countOps(changes: readonly { op: string }[]): Counts {
  const counts = { added: 0, modified: 0, removed: 0, renamed: 0 }
  for (const { op } of changes) {
    if (op === 'add') counts.added++
    else if (op === 'remove') counts.removed++
    else if (op === 'rename') counts.renamed++
    else counts.modified++
  }
  return counts
}

export function total(counts: Counts): number {
  return counts.added + counts.modified + counts.removed + counts.renamed
}

/** 4 added, 5 changed, 2 removed: what a screen reader says for +4 ~5 −2. */
export function countWords(counts: Counts): string {
  const parts: string[] = []
  if (counts.added > 0) parts.push(`${number(counts.added)} added`)
  if (counts.modified > 0) parts.push(`${number(counts.modified)} changed`)
  if (counts.removed > 0) parts.push(`${number(counts.removed)} removed`)
  if (counts.renamed > 0) parts.push(`${number(counts.renamed)} renamed`)
  return parts.length === 0 ? 'no changes' : parts.join(', ')
}

export function opWord(op: string): string {
  if (op === 'add') return 'added'
  if (op === 'remove') return 'removed'
  if (op === 'rename') return 'renamed'
  if (op === 'same') return 'the same'
  return 'changed'
}

const reasons: Record<string, string> = {
  manual: 'Taken by hand',
  'before-promotion': 'Before promotion',
  'before-restore': 'Before restore',
  'before-rollback': 'Before roll back',
  'before-edit': 'Before edit',
  drift: 'Drift found',
  source: 'Promoted from here',
  result: 'After a run',
}

export function reasonWord(reason: string): string {
  return reasons[reason] ?? reason
}

const roles: Record<string, string> = { development: 'Development', test: 'Test', live: 'Live' }

export function roleWord(role: string): string {
  return roles[role] ?? role
}

const statuses: Record<string, string> = {
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  diverged: 'Does not match the plan',
  interrupted: 'Interrupted',
  undone: 'Undone',
  left: 'Left as it was',
}

export function statusWord(status: string): string {
  return statuses[status] ?? status
}

interface RunLike {
  act: string
  environment: string
  source: string
  takes_back: number
  /** What it changed, where that is told. */
  changes?: readonly { part?: string }[]
  /** Of its target, where that is told: a model is edited in place on a development environment alone. */
  role?: string
}

/** What an edit was, as far as it can be told: of the model, or of one value. */
function edited({ changes, role }: Pick<RunLike, 'changes' | 'role'>): 'model' | 'value' | '' {
  if (changes?.some((change) => change.part === 'model')) return 'model'
  if (role !== undefined && role !== 'development') return 'value'
  return changes?.some((change) => change.part === 'configuration') ? 'value' : ''
}

/** What a run was, as a title: QA promoted from Development. */
export function runTitle(run: RunLike): string {
  const target = environmentName(run.environment)
  const source = environmentName(run.source)
  switch (run.act) {
    case 'promote':
      return source === '' ? `Promotion to ${target}` : `Promotion from ${source} to ${target}`
    case 'restore':
      return source === '' || source === target ? `Restore of ${target}` : `Restore of ${target} from ${source}`
    case 'rollback':
      return run.takes_back > 0 ? `Roll back of ${target} (run ${run.takes_back})` : `Roll back of ${target}`
    default: {
      const what = edited(run)
      return what === 'value' ? `Value of ${target} set` : what === 'model' ? `Edit of the model of ${target}` : `Edit of ${target}`
    }
  }
}

/** The same on a card of that environment: Promoted from Development. */
export function runShort(run: RunLike): string {
  const source = environmentName(run.source)
  switch (run.act) {
    case 'promote':
      return source === '' ? 'Promoted' : `Promoted from ${source}`
    case 'restore':
      return 'Restored'
    case 'rollback':
      return 'Rolled back'
    default: {
      const what = edited(run)
      return what === 'value' ? 'Value set' : what === 'model' ? 'Model edited' : 'Edited'
    }
  }
}

interface EndedLike extends RunLike {
  number: number
  status: string
  open: boolean
  /** It goes back to where it began: what it applied is what it took back. */
  undoing?: boolean
  applied: number
  changes: readonly { part?: string }[]
  steps: readonly unknown[]
  /** The snapshot of what it left; "" where that was not read. */
  result?: string
}

/** Whether all that a run was to write is written: then only reading back and comparing is missing. */
export function wroteAll(run: Pick<EndedLike, 'undoing' | 'applied' | 'changes' | 'steps' | 'result'>): boolean {
  return !run.undoing && !run.result && run.applied > 0 && run.applied >= Math.max(run.changes.length, run.steps.length)
}

/** What came of the last run, for the card of its environment: only one that is done has promoted something. */
export function runOutcome(run: EndedLike): string {
  if (run.status === 'done') return runShort(run)
  if (run.status === 'running') return `Run ${run.number} is under way, begun`
  if (run.status === 'undone') return `Run ${run.number} was undone, begun`
  if (run.status === 'left') return `Run ${run.number} was left as it was, begun`
  const state = run.status === 'diverged' ? 'does not match its plan' : run.status
  return run.open ? `Run ${run.number} is not finished (${state}), begun` : `Run ${run.number} ${state}, begun`
}

/** The state that a run left its environment in, as a title. */
export function stateAfter(run: EndedLike): string {
  if (run.status === 'done') return runShort(run)
  if (run.status === 'running') return 'Being written to'
  return run.status === 'undone' || (run.applied === 0 && !run.undoing) ? `As before run ${run.number}` : `As run ${run.number} left it`
}

/** 1 differs, 4 differ */
export function differWords(n: number): string {
  return `${number(n)} ${n === 1 ? 'differs' : 'differ'}`
}

/** What an open run means for its environment, as a sentence. */
export function openRunWords(run: EndedLike): string {
  const target = environmentName(run.environment)
  if (run.undoing) {
    if (run.status === 'diverged') return `Run ${run.number} was undone, but ${target} is not as it was before.`
    return `Run ${run.number} stopped while it was being undone. ${target} may be half way.`
  }
  if (run.status !== 'diverged' && wroteAll(run)) {
    return `Run ${run.number} has written every change, but ${target} was not read back and compared.`
  }
  const done = `${number(run.applied)} of ${plural(run.changes.length, 'change')}`
  switch (run.status) {
    case 'interrupted':
      return `Run ${run.number} was interrupted after ${done}. ${target} may be half way.`
    case 'diverged':
      return `Run ${run.number} finished, but ${target} does not match the plan.`
    default:
      return `Run ${run.number} stopped after ${done}. ${target} may be half way.`
  }
}

/** What pruning keeps: everything; the newest 10, one of each of 4 weeks. */
export function keepWords(keep: { last: number; daily: number; weekly: number; monthly: number }): string {
  const each = (n: number, what: string) => (n === 0 ? [] : [`one of each of ${plural(n, what)}`])
  const parts = [...(keep.last === 0 ? [] : [`the newest ${number(keep.last)}`]), ...each(keep.daily, 'day'), ...each(keep.weekly, 'week'), ...each(keep.monthly, 'month')]
  return parts.join(', ') || 'everything'
}
