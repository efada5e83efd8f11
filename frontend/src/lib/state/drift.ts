import type { EnvironmentView, LookView, SnapshotView } from '../backend/views'

/** An environment that was changed outside Lockstep. */
export interface Drifted {
  environment: EnvironmentView
  /** What Lockstep expects there. */
  expected: SnapshotView
  /** How many items are not as it expects. */
  count: number
  /** The digest of what was looked at. */
  state: string
  /** The snapshot that was taken when it was found; "" for none. */
  found: string
}

/** What drifted on an environment; null for nothing. A development environment is edited in place: that is no drift. */
export function driftOf(environment: EnvironmentView, look: LookView | null): Drifted | null {
  const { role, expected } = environment
  if (role === 'development' || !expected || !look?.drift) return null
  return { environment, expected, count: look.drift, state: look.state, found: look.found }
}

/** Where a change that was made on an environment is brought, so that the next promotion does not lose it: where changes begin. */
export function beginningOf(environments: readonly EnvironmentView[], environment: EnvironmentView): EnvironmentView | null {
  let first = environment
  const passed = new Set<EnvironmentView>()
  while (!passed.has(first)) {
    passed.add(first)
    const upstream = environments.find((one) => one.project === first.project && one.name === first.upstream)
    if (!upstream) break
    first = upstream
    if (first.role === 'development') break
  }
  return first === environment || first.connections.length === 0 ? null : first
}
