import type { Backend } from '../backend/backend'
import type { AboutView, KindView, LicenceView, VerifiedView, VerifyView } from '../backend/views'
import { Resource } from './resource.svelte'

/** Catalog is the program and the file that it keeps everything in. */
export class Catalog {
  readonly about = new Resource<AboutView>()
  readonly kinds = new Resource<KindView[]>()
  readonly licences = new Resource<LicenceView[]>()
  /** What was found by verifying in this window. */
  readonly verified = new Resource<VerifyView>()
  /** The last verification, in whichever window or on the command line. */
  readonly last = new Resource<VerifiedView>()
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** When the catalog was last verified; "" where it never was. */
  get verifiedAt(): string {
    return this.last.value?.at ?? ''
  }

  async load(): Promise<void> {
    await Promise.all([this.refresh(), this.kinds.load(() => this.#backend.kinds()), this.recall()])
  }

  async readLicences(): Promise<void> {
    if (!this.licences.value) await this.licences.load(() => this.#backend.licences())
  }

  async refresh(): Promise<void> {
    await this.about.load(() => this.#backend.about())
  }

  async verify(): Promise<void> {
    await this.verified.load(() => this.#backend.verify())
    await this.recall()
  }

  async recall(): Promise<void> {
    await this.last.load(() => this.#backend.verified())
  }
}
