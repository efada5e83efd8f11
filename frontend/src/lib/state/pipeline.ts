import type { EnvironmentView } from '../backend/views'

/** An environment's place in the picture of the pipeline, counted from 0. */
export interface Place {
  environment: EnvironmentView
  column: number
  row: number
  /** The environment that it is promoted from; null for a root. */
  upstream: EnvironmentView | null
  /** The row that the arrow comes from; its own for a root. */
  above: number
  /** Whether that is another row. */
  turns: boolean
}

/** Lays the trees of upstreams out: what is promoted lies to the right, a second branch begins a new row. */
export function pipeline(environments: readonly EnvironmentView[]): Place[] {
  const places: Place[] = []
  const placed = new Set<string>()
  const names = new Set(environments.map((environment) => environment.name))
  let rows = 0

  function place(environment: EnvironmentView, upstream: EnvironmentView | null, column: number, row: number, above: number): void {
    if (placed.has(environment.name)) return
    placed.add(environment.name)
    places.push({ environment, column, row, upstream, above, turns: above !== row })
    const next = environments.filter((other) => other.upstream === environment.name && !placed.has(other.name))
    next.forEach((other, at) => place(other, environment, column + 1, at === 0 ? row : rows++, row))
  }

  function root(environment: EnvironmentView): void {
    if (placed.has(environment.name)) return
    const row = rows++
    place(environment, null, 0, row, row)
  }

  for (const environment of environments) if (environment.upstream === '' || !names.has(environment.upstream)) root(environment)
  // A circle of upstreams has no root; it is shown all the same.
  for (const environment of environments) root(environment)
  return places
}
