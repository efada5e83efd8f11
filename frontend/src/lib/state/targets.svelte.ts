import type { Backend } from '../backend/backend'
import type { TargetView } from '../backend/views'
import { Resource } from './resource.svelte'

/** Targets is how far each environment is from the one that a promotion comes from. */
export class Targets {
  readonly list = new Resource<TargetView[]>()
  #source = ''
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Reads them for a source; those of another source are forgotten at once. */
  async load(source: string): Promise<void> {
    if (source !== this.#source) this.list.set(null)
    this.#source = source
    if (source !== '') await this.list.load(() => this.#backend.targets({ source }))
  }

  /** What is known of one; null until it is. */
  of(ref: string): TargetView | null {
    return this.list.value?.find((target) => target.ref === ref) ?? null
  }
}
