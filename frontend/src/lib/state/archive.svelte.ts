import type { Backend } from '../backend/backend'
import type { ArchiveView, ExportView, ImportView } from '../backend/views'
import { Resource } from './resource.svelte'

/** Archive writes snapshots to files, and looks into files before anything of them is added. */
export class Archive {
  readonly preview = new Resource<ArchiveView>()
  readonly imported = new Resource<ImportView>()
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Asks where to, and writes the snapshots there; null when the person cancelled. */
  async write(refs: string[], name: string): Promise<ExportView | null> {
    const path = await this.#backend.pickSave({ name })
    return path === '' ? null : this.#backend.exportSnapshots({ refs, path })
  }

  pick(): Promise<string> {
    return this.#backend.pickArchive()
  }

  async inspect(path: string): Promise<void> {
    this.imported.set(null)
    if (this.preview.value?.path !== path) this.preview.set(null)
    await this.preview.load(() => this.#backend.inspect({ path }))
  }

  async add(path: string): Promise<ImportView | null> {
    return this.imported.load(() => this.#backend.importArchive({ path }))
  }

  close(): void {
    this.preview.set(null)
    this.imported.set(null)
  }

  opened(): Promise<string> {
    return this.#backend.opened()
  }
}
