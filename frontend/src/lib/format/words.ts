import { environmentName } from './names'
import { plural } from './numbers'

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
  if (counts.added > 0) parts.push(`${counts.added} added`)
  if (counts.modified > 0) parts.push(`${counts.modified} changed`)
  if (counts.removed > 0) parts.push(`${counts.removed} removed`)
  if (counts.renamed > 0) parts.push(`${counts.renamed} renamed`)
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
    default:
      return `Edit of the model of ${target}`
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
    default:
      return 'Model edited'
  }
}

/** What an open run means for its environment, as a sentence. */
export function openRunWords(run: RunLike & { status: string; number: number; applied: number; changes: readonly unknown[] }): string {
  const target = environmentName(run.environment)
  const done = `${run.applied} of ${plural(run.changes.length, 'change')}`
  switch (run.status) {
    case 'interrupted':
      return `Run ${run.number} was interrupted after ${done}. ${target} may be half way.`
    case 'diverged':
      return `Run ${run.number} finished, but ${target} does not match the plan.`
    default:
      return `Run ${run.number} stopped after ${done}. ${target} may be half way.`
  }
}
