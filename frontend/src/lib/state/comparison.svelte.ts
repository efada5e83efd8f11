import type { Backend } from '../backend/backend'
import type { CompareView, DiffView, SnapshotView } from '../backend/views'
import { Resource } from './resource.svelte'

/** Difference is one item, side by side, of a comparison or of a plan. */
export class Difference {
  readonly diff = new Resource<DiffView>()
  #asked = ''
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Reads the item of a session; what is too large is read only when asked for. */
  async show(session: string, key: string, large = false): Promise<void> {
    const asked = `${session} ${key}`
    if (asked !== this.#asked) this.diff.set(null)
    this.#asked = asked
    await this.diff.load(() => this.#backend.itemDiff({ session, key, large }))
  }

  /** Reads the whole model of a slot, as a plan's target has it and as the plan would make it. */
  async showModel(plan: string, slot: string, large = false): Promise<void> {
    this.#asked = ''
    await this.diff.load(() => this.#backend.modelDiff({ plan, slot, large }))
  }

  clear(): void {
    this.#asked = ''
    this.diff.set(null)
  }
}

/** Comparison is two sides and what differs between them. */
export class Comparison {
  readonly view = new Resource<CompareView>()
  readonly snapshots = new Resource<SnapshotView[]>()
  readonly difference: Difference
  #sides = ''
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
    this.difference = new Difference(backend)
  }

  async load(a: string, b: string): Promise<void> {
    const sides = `${a}\n${b}`
    if (sides !== this.#sides) {
      this.view.set(null)
      this.difference.clear()
    }
    this.#sides = sides
    await this.view.load(() => this.#backend.compare({ a, b }))
  }

  /** The newest snapshots of each environment, to choose a side from. */
  async loadSnapshots(refs: string[]): Promise<void> {
    await this.snapshots.load(async () => {
      const pages = await Promise.all(refs.map((ref) => this.#backend.snapshots({ ref, offset: 0, limit: 50 })))
      return pages.flatMap((page) => page.snapshots)
    })
  }

  patch(a: string, b: string): Promise<string> {
    return this.#backend.patch({ a, b })
  }

  pickArchive(): Promise<string> {
    return this.#backend.pickArchive()
  }
}
