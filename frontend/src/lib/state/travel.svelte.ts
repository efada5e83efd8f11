import type { Backend } from '../backend/backend'
import type { LinkView, LookView, TravelView, WayView } from '../backend/views'
import { keep, kept } from './kept'
import { Resource } from './resource.svelte'

/** How many items of each way are shown unasked. */
export const few = 9

/**
 * Travel is what is known of a project's environments, and what is on its way between them. It asks no system: what was
 * seen last is told at once, and told again whenever something was seen or recorded.
 */
export class Travel {
  readonly view = new Resource<TravelView>()
  #project = $state('')
  #limit = $state(few)
  #end = $state(kept('travel-end') ?? '')
  #asking = false
  #again = false
  readonly #backend: Backend
  readonly #recall: (looks: readonly LookView[]) => void

  constructor(backend: Backend, recall: (looks: readonly LookView[]) => void) {
    this.#backend = backend
    this.#recall = recall
  }

  get project(): string {
    return this.#project
  }

  /** Whether every item is asked for, not only the first few. */
  get all(): boolean {
    return this.#limit === 0
  }

  /** The way that is shown: to the end that was chosen, or else to the first that ends live. */
  readonly way: WayView | null = $derived.by(() => {
    const ways = this.view.value?.ways ?? []
    return ways.find((way) => way.stages.at(-1) === this.#end) ?? ways[0] ?? null
  })

  link(source: string, target: string): LinkView | null {
    return this.view.value?.links.find((link) => link.source === source && link.target === target) ?? null
  }

  choose(end: string): void {
    this.#end = end
    keep('travel-end', end)
  }

  /** Shows a project; the one that is shown already is not asked for again. */
  async show(project: string): Promise<void> {
    if (project === this.#project) return
    this.#project = project
    this.#limit = few
    this.view.set(null)
    await this.refresh()
  }

  async showAll(all: boolean): Promise<void> {
    this.#limit = all ? 0 : few
    await this.refresh()
  }

  /** Asks again. Many that ask at once are answered by one more question, after the one that is on its way. */
  async refresh(): Promise<void> {
    if (this.#project === '') return
    if (this.#asking) {
      this.#again = true
      return
    }
    this.#asking = true
    do {
      this.#again = false
      const project = this.#project
      const found = await this.view.load(() => this.#backend.travel({ project, limit: this.#limit }))
      if (found && project === this.#project) this.#recall(found.looks)
    } while (this.#again)
    this.#asking = false
  }
}
