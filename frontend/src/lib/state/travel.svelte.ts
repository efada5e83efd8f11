import type { Backend } from '../backend/backend'
import type { ChangeView, EnvironmentView } from '../backend/views'
import { noChoices } from './answers.svelte'
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

  /**
   * Plans a promotion from each stage to the next, which changes nothing: a plan knows what is on its way from what is
   * only on the target. Asked again about the same states, it does nothing.
   */
  async load(way: readonly EnvironmentView[], states: string): Promise<void> {
    if (states === this.#asked) return
    this.#asked = states
    const links = way.slice(1).map((target, at) => ({ source: way[at]?.ref ?? '', target: target.ref }))
    const rest = { act: 'promote', model: '', slot: '', with_values: false, choices: noChoices } as const
    const found = await this.items.load(async () => {
      const plans = await Promise.all(links.map((link) => this.#backend.plan({ ...link, ...rest })))
      return travellers(plans.map((plan) => plan.changes.filter((change) => change.side !== 'outgoing' && !change.unsure)))
    })
    if (!found && states === this.#asked) this.#asked = ''
  }
}
