import type { EnvironmentView } from '../backend/views'

/** An environment's place in the picture of the pipeline, counted from 0. */
export interface Place {
  environment: EnvironmentView
  column: number
  row: number
  /** The environment that it is promoted from; null for a root. */
  upstream: EnvironmentView | null
  /** Whether the arrow comes from another row. */
  turns: boolean
}

/** Lays the trees of upstreams out: what is promoted lies to the right, a second branch begins a new row. */
export function pipeline(environments: readonly EnvironmentView[]): Place[] {
  const places: Place[] = []
  const placed = new Set<string>()
  const names = new Set(environments.map((environment) => environment.name))
  let rows = 0

  function place(environment: EnvironmentView, upstream: EnvironmentView | null, column: number, row: number): void {
    if (placed.has(environment.name)) return
    placed.add(environment.name)
    places.push({ environment, column, row, upstream, turns: false })
    const next = environments.filter((other) => other.upstream === environment.name && !placed.has(other.name))
    next.forEach((other, at) => place(other, environment, column + 1, at === 0 ? row : rows++))
  }

  for (const environment of environments) {
    if (environment.upstream === '' || !names.has(environment.upstream)) place(environment, null, 0, rows++)
  }
  // A circle of upstreams has no root; it is shown all the same.
  for (const environment of environments) place(environment, null, 0, placed.has(environment.name) ? 0 : rows++)
  return places.map((one) => ({ ...one, turns: turned(places, one) }))
}

function turned(places: readonly Place[], one: Place): boolean {
  const from = places.find((other) => other.environment === one.upstream)
  return from !== undefined && from.row !== one.row
}
