import type { Backend } from '../backend/backend'
import type { AboutView, KindView, VerifyView } from '../backend/views'
import { keep, kept } from './kept'
import { Resource } from './resource.svelte'

/** Catalog is the program and the file that it keeps everything in. */
export class Catalog {
  readonly about = new Resource<AboutView>()
  readonly kinds = new Resource<KindView[]>()
  readonly verified = new Resource<VerifyView>()
  #verifiedAt = $state(kept('verified-at') ?? '')
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  get verifiedAt(): string {
    return this.#verifiedAt
  }

  async load(): Promise<void> {
    await Promise.all([this.refresh(), this.kinds.load(() => this.#backend.kinds())])
  }

  async refresh(): Promise<void> {
    await this.about.load(() => this.#backend.about())
  }

  async verify(): Promise<void> {
    const found = await this.verified.load(() => this.#backend.verify())
    if (!found) return
    this.#verifiedAt = new Date().toISOString()
    // What was sound is said at the next start too; damage is looked for anew.
    keep('verified-at', found.damaged.length === 0 ? this.#verifiedAt : null)
  }
}
