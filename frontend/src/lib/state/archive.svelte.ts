import type { Backend } from '../backend/backend'
import type {
  ArchiveItemView, ArchivesView, ExportRequest, ExportSizeView, ExportView, ImportRequest, ImportView, ItemView, SnapshotView,
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
  #asked: ImportRequest = { path: '', passphrase: '', salvage: false }
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
  async write(request: ExportRequest, name: string): Promise<ExportView | null> {
    const path = await this.#backend.pickSave({ name: request.passphrase === '' ? name : `${name}.age` })
    if (path === '') return null
    const done = await this.#backend.exportSnapshots({ ...request, path })
    void this.files.check(done.path, 'exported')
    return done
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

  /** Reads a file, or every archive of a folder, and remembers what was found in it; of a damaged one what is whole, where that was asked for. */
  async inspect(path: string, passphrase = '', salvage = false): Promise<void> {
    this.#asked = { path, passphrase, salvage }
    this.imported.set(null)
    this.items.set(null)
    this.item.set(null)
    if (this.preview.value?.path !== path) this.preview.set(null)
    const found = await this.preview.load(() => this.#backend.inspectAll(this.#asked))
    this.#progress = null
    const refused = this.preview.error
    if (found) this.files.found(found, 'opened')
    else if (refused) this.files.refused(path, refused)
  }

  /** Looks into the damaged file once more, for what is whole in it. */
  salvage(): Promise<void> {
    return this.inspect(this.#asked.path, this.#asked.passphrase, true)
  }

  /** Adds what is not here yet: of the file that was looked into, or of several of a folder. */
  async add(paths: string[]): Promise<ImportView | null> {
    const asked = this.#asked
    const added = await this.imported.load(() => (paths[0] === asked.path ? this.#backend.importArchive(asked) : this.#backend.importAll({ paths })))
    this.#progress = null
    return added
  }

  async list(path: string): Promise<void> {
    this.item.set(null)
    await this.items.load(() => this.#backend.archiveItems(this.#about(path)))
  }

  async show(path: string, item: string): Promise<void> {
    await this.item.load(() => this.#backend.archiveItem({ ...this.#about(path), item }))
  }

  /** What was asked for about a file: with its passphrase, where it is the one that was looked into. */
  #about(path: string): ImportRequest {
    return path === this.#asked.path ? this.#asked : { path, passphrase: '', salvage: false }
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
