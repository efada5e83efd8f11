import type { EnvironmentView } from '$lib/state/views'

/** How a promotion lies in the pipeline. */
export interface Way {
  /** The stages that lie between source and target, in order. */
  skipped: EnvironmentView[]
  /** The target comes before the source. */
  against: boolean
  /** Neither comes after the other. */
  across: boolean
}

/** The way from a source to a target by the upstreams of their project. */
export function wayOf(environments: readonly EnvironmentView[], source: EnvironmentView, target: EnvironmentView): Way {
  const down = between(environments, source, target)
  if (down) return { skipped: down, against: false, across: false }
  const against = between(environments, target, source) !== null
  return { skipped: [], against, across: !against }
}

/** The stages between one and a later one; null where it is not later. */
function between(environments: readonly EnvironmentView[], from: EnvironmentView, to: EnvironmentView): EnvironmentView[] | null {
  const passed: EnvironmentView[] = []
  let before = upstream(environments, to)
  while (before && !passed.includes(before)) {
    if (before.ref === from.ref) return passed
    passed.unshift(before)
    before = upstream(environments, before)
  }
  return null
}

function upstream(environments: readonly EnvironmentView[], of: EnvironmentView): EnvironmentView | undefined {
  return environments.find((other) => other.name === of.upstream)
}
