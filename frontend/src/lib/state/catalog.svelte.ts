import type { Backend } from '../backend/backend'
import type { AboutView, KindView, LicenceView, VerifiedView, VerifyView } from '../backend/views'
import { Resource } from './resource.svelte'

const week = 7 * 24 * 60 * 60 * 1000

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

  /**
   * Verifies a catalog with snapshots that nobody has verified for a week, in this window or elsewhere, and gives how much
   * is damaged. One who stopped it is not bothered again.
   */
  async verifyWhenDue(now: number): Promise<number> {
    if (this.verified.error) return 0
    await Promise.all([this.refresh(), this.recall()])
    const last = this.last.value
    if (!last || (this.about.value?.snapshots ?? 0) === 0) return 0
    if (last.at !== '' && now - new Date(last.at).getTime() <= week) return 0
    await this.verify()
    return this.verified.value?.damaged.length ?? 0
  }

  /** Asks where to, and saves a copy of the key; false where the person cancelled. */
  async saveKey(passphrase: string): Promise<boolean> {
    const path = await this.#backend.pickSave({ name: 'lockstep-key.txt' })
    if (path === '') return false
    await this.#backend.exportKey({ path, passphrase })
    await this.refresh()
    return true
  }

  /** Asks for a copy of the key no more, for a week. */
  async askForKeyLater(): Promise<void> {
    await this.#backend.askForKeyLater()
    await this.refresh()
  }

  async recall(): Promise<void> {
    await this.last.load(() => this.#backend.verified())
  }
}
