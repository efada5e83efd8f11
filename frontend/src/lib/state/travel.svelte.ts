import type { Backend } from '../backend/backend'
import type { ChangeView, EnvironmentView } from '../backend/views'
import { Resource } from './resource.svelte'

/** An item on its way along the pipeline: the stages between which its new version is the same. */
export interface Traveller {
  change: ChangeView
  /** Where its version begins, and how far it has come; counted from 0. */
  from: number
  reached: number
}

/** The longest way through the pipeline, preferring one that ends live. */
export function trunk(environments: readonly EnvironmentView[]): EnvironmentView[] {
  const ways = environments.map((environment) => wayTo(environment, environments))
  const rank = (way: EnvironmentView[]) => (way.at(-1)?.role === 'live' ? 1000 : 0) + way.length
  return ways.reduce<EnvironmentView[]>((best, way) => (rank(way) > rank(best) ? way : best), [])
}

function wayTo(environment: EnvironmentView, all: readonly EnvironmentView[]): EnvironmentView[] {
  const way = [environment]
  for (;;) {
    const upstream = all.find((other) => other.name === way[0]?.upstream)
    if (!upstream || way.includes(upstream)) return way
    way.unshift(upstream)
  }
}

/** What is on its way, the farthest first; links[i] is what differs between stage i and the next. */
export function travellers(links: readonly (readonly ChangeView[])[]): Traveller[] {
  const keys = links.map((changes) => new Set(changes.map((change) => change.key)))
  const all = links.flatMap((changes, reached) =>
    changes.map((change) => {
      let from = reached
      while (from > 0 && !keys[from - 1]?.has(change.key)) from--
      return { change, from, reached }
    }),
  )
  return all.sort((a, b) => b.reached - a.reached || a.change.key.localeCompare(b.change.key))
}

/** Travel is what is on its way to the end of the pipeline. */
export class Travel {
  readonly items = new Resource<Traveller[]>()
  #asked = ''
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Compares each stage with the next; asked again about the same states, it does nothing. */
  async load(way: readonly EnvironmentView[], states: string): Promise<void> {
    if (states === this.#asked) return
    this.#asked = states
    const pairs = way.slice(1).map((target, at) => ({ a: target.ref, b: way[at]?.ref ?? '' }))
    const found = await this.items.load(async () => {
      const views = await Promise.all(pairs.map((pair) => this.#backend.compare(pair)))
      return travellers(views.map((view) => view.changes))
    })
    if (!found && states === this.#asked) this.#asked = ''
  }
}
