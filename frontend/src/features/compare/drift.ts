import type { Drifted } from '$lib/state/drift'
import type { CompareView, EnvironmentView } from '$lib/state/views'

/**
 * What two sides show of an environment's drift: one is what Lockstep expects there, the other what is there now, or the
 * snapshot that was taken of it. A development environment is edited in place, and where a run is not finished what differs is no
 * drift.
 */
export function driftBetween(environments: readonly EnvironmentView[], a: string, b: string, view: Pick<CompareView, 'changes' | 'a' | 'b'>): Drifted | null {
  for (const environment of environments) {
    const { ref, role, expected, latest, open_run, last_run } = environment
    if (role === 'development' || !expected || open_run || last_run?.status === 'running') continue
    const kept = latest?.reason === 'drift' && latest.ref !== expected.ref ? latest : null
    const now = [ref, kept?.ref].find((one) => one !== undefined && ((a === expected.ref && b === one) || (a === one && b === expected.ref)))
    if (now === undefined) continue
    const { state } = a === now ? view.a : view.b
    return { environment, expected, count: view.changes.length, state, found: kept?.state === state ? kept.ref : '' }
  }
  return null
}
