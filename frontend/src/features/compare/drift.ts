import type { EnvironmentView, SnapshotView } from '$lib/state/views'

/**
 * The environment whose drift two sides show: one is its newest snapshot, the other what is there now. A development
 * environment is edited in place, and where a run is not finished what differs is no drift.
 */
export function driftOf(environments: readonly EnvironmentView[], a: string, b: string): { environment: EnvironmentView; latest: SnapshotView } | null {
  for (const environment of environments) {
    const { ref, role, latest, open_run, last_run } = environment
    if (role === 'development' || !latest || open_run || last_run?.status === 'running') continue
    if ((a === latest.ref && b === ref) || (a === ref && b === latest.ref)) return { environment, latest }
  }
  return null
}
