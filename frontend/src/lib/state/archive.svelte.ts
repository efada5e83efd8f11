import type { Backend } from '../backend/backend'
import type {
  ArchiveItemView, ArchivesView, ExportRequest, ExportSizeView, ExportsView, ExportView, ImportView, ItemView, SnapshotView,
} from '../backend/views'
import { Files } from './files.svelte'
import { Resource } from './resource.svelte'

/** How many snapshots of an environment are offered to be exported alone: older ones are found in its history. */
export const offered = 200

/** Archive writes snapshots to files, and looks into files before anything of them is added. */
export class Archive {
  readonly preview = new Resource<ArchivesView>()
  readonly imported = new Resource<ImportView>()
  readonly items = new Resource<ArchiveItemView[]>()
  readonly item = new Resource<ItemView>()
  readonly size = new Resource<ExportSizeView>()
  readonly snapshots = new Resource<{ ref: string; snapshots: SnapshotView[]; total: number }>()
  readonly files: Files
  #progress = $state.raw<{ done: number; total: number } | null>(null)
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
    this.files = new Files(backend)
    backend.on('archive:progress', (progress) => (this.#progress = progress))
  }

  /** How many files of many are read or written; null while it is about one alone, or none. */
  get progress(): { done: number; total: number } | null {
    return this.#progress
  }

  /** Asks where to, and writes the snapshots there; null when the person cancelled. */
  async write(refs: string[], name: string): Promise<ExportView | null> {
    const path = await this.#backend.pickSave({ name })
    if (path === '') return null
    const done = await this.#backend.exportSnapshots({ refs, path })
    void this.files.check(done.path, 'exported')
    return done
  }

  /** Asks for a folder, and writes an archive for each snapshot there; null when the person cancelled. */
  async writeAll(request: ExportRequest): Promise<ExportsView | null> {
    const folder = await this.#backend.pickFolder({ title: 'Folder for the archives' })
    if (folder === '') return null
    try {
      const done = await this.#backend.exportAll({ ...request, folder })
      void this.files.check(done.folder, 'exported')
      return done
    } finally {
      this.#progress = null
    }
  }

  async measure(request: ExportRequest): Promise<void> {
    await this.size.load(() => this.#backend.exportSize(request))
  }

  /** The newest snapshots of an environment, to choose from. */
  async offer(ref: string): Promise<void> {
    if (this.snapshots.value?.ref !== ref) this.snapshots.set(null)
    await this.snapshots.load(async () => ({ ref, ...(await this.#backend.snapshots({ ref, offset: 0, limit: offered })) }))
  }

  pick(): Promise<string> {
    return this.#backend.pickArchive()
  }

  pickFolder(): Promise<string> {
    return this.#backend.pickFolder({ title: 'Folder of archives' })
  }

  /** Reads a file, or every archive of a folder, and remembers what was found in it. */
  async inspect(path: string): Promise<void> {
    this.imported.set(null)
    this.items.set(null)
    this.item.set(null)
    if (this.preview.value?.path !== path) this.preview.set(null)
    const found = await this.preview.load(() => this.#backend.inspectAll({ path }))
    this.#progress = null
    const refused = this.preview.error
    if (found) this.files.found(found, 'opened')
    else if (refused) this.files.refused(path, refused)
  }

  /** Adds what is not here yet. */
  async add(paths: string[]): Promise<ImportView | null> {
    const added = await this.imported.load(() => this.#backend.importAll({ paths }))
    this.#progress = null
    return added
  }

  async list(path: string): Promise<void> {
    this.item.set(null)
    await this.items.load(() => this.#backend.archiveItems({ path }))
  }

  async show(path: string, item: string): Promise<void> {
    await this.item.load(() => this.#backend.archiveItem({ path, item }))
  }

  close(): void {
    this.preview.set(null)
    this.imported.set(null)
    this.items.set(null)
    this.item.set(null)
  }

  opened(): Promise<string> {
    return this.#backend.opened()
  }
}
