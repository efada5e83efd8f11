import { environmentName } from './names'
import { number, plural } from './numbers'
import { between } from './time'

interface PageLike {
  run: {
    status: string
    undoing?: boolean
    environment: string
    applied: number
    changes: readonly unknown[]
    steps: readonly unknown[]
    guard: string
    result: string
    started_at: string
    ended_at: string
  }
  guard_at: string
  result_at: string
}

export type StepState = 'done' | 'current' | 'stopped' | 'todo'

/** One thing that a run did, was doing when it stopped, or did not come to. */
export interface RunStep {
  name: 'guard' | 'write' | 'verify'
  title: string
  state: StepState
  /** How long it took; "" where that is not known. */
  took: string
  /** The snapshot that it left; "" for none. */
  snapshot: string
}

/** What a run did, in order. Its times are those of its snapshots: the catalog keeps no others. */
export function runSteps({ run, guard_at, result_at }: PageLike): RunStep[] {
  const name = environmentName(run.environment)
  const all = Math.max(run.changes.length, run.steps.length)
  const open = ['running', 'failed', 'interrupted'].includes(run.status)
  const here: StepState = run.status === 'running' ? 'current' : 'stopped'
  const wrote = run.applied >= all && !run.undoing
  const guarded = run.guard !== ''
  const compared = run.result !== '' || run.status === 'done'
  return [
    { name: 'guard', title: `Snapshot of ${name} taken`, state: guarded ? 'done' : here, took: between(run.started_at, guard_at), snapshot: run.guard },
    {
      name: 'write',
      title: run.undoing || run.status === 'undone' ? undone(run.status) : wrote ? `${plural(all, 'change')} made` : `${number(run.applied)} of ${plural(all, 'change')} made`,
      state: !guarded ? 'todo' : wrote || !open ? 'done' : here,
      took: compared ? between(guard_at, result_at) : '',
      snapshot: '',
    },
    {
      name: 'verify',
      title: compared ? `${name} read back and compared with the plan` : `${name} not read back`,
      state: run.status === 'diverged' ? 'stopped' : compared ? 'done' : wrote && open ? here : 'todo',
      took: compared ? between(result_at, run.ended_at) : '',
      snapshot: run.result,
    },
  ]
}

function undone(status: string): string {
  if (status === 'undone') return 'Taken back'
  return status === 'running' ? 'Being taken back' : 'Not taken back to the end'
}
