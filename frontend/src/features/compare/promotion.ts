import type { EnvironmentView } from '$lib/state/views'

/**
 * The promotion that two sides allow, if both are environments as they are now and one is on the way to the other: the
 * left side is what would receive, unless the way goes the other way round.
 */
export function promotionOf(environments: readonly EnvironmentView[], a: string, b: string): { source: string; target: string } | null {
  const left = environments.find((one) => one.ref === a)
  const right = environments.find((one) => one.ref === b)
  if (!left || !right || left === right || left.project !== right.project) return null
  if (leads(environments, right, left)) return { source: b, target: a }
  return leads(environments, left, right) ? { source: a, target: b } : null
}

/** Whether the upstreams lead from an environment up to another one. */
function leads(environments: readonly EnvironmentView[], from: EnvironmentView, to: EnvironmentView): boolean {
  const passed = new Set<EnvironmentView>()
  for (let at: EnvironmentView | undefined = to; at && !passed.has(at); ) {
    passed.add(at)
    const { upstream, project }: EnvironmentView = at
    at = environments.find((one) => one.project === project && one.name === upstream)
    if (at === from) return true
  }
  return false
}
