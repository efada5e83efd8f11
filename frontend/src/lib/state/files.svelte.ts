import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'
import type { ArchivesView, Role } from '../backend/views'
import { keep, kept } from './kept'

/** What a sealed file holds is not known before its passphrase is given. */
export type Integrity = 'intact' | 'damaged' | 'refused' | 'missing' | 'sealed'

/** An archive file, or a folder of them, that was exported or opened on this computer, as it was when it was last read. */
export interface KnownFile {
  path: string
  folder: boolean
  act: 'exported' | 'opened'
  /** when it was exported or opened first */
  at: string
  checked_at: string
  integrity: Integrity
  /** why it gives nothing; "" where it does */
  why: string
  project: string
  /** "" for a folder with several */
  environment: string
  role: Role
  snapshots: number
  items: number
  damaged: number
  bytes: number
}

const remembered = 40
const name = 'archives'

/** Files are the archives that this window has met. The files themselves may be gone: each says when it was read. */
export class Files {
  #all = $state.raw<readonly KnownFile[]>(recall())
  #checking = $state.raw<readonly string[]>([])
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Newest first. */
  get all(): readonly KnownFile[] {
    return this.#all
  }

  checking(path: string): boolean {
    return this.#checking.includes(path)
  }

  /** Reads a file anew and remembers what was found. */
  async check(path: string, act: KnownFile['act']): Promise<void> {
    this.#checking = [...this.#checking, path]
    try {
      this.found(await this.#backend.inspectAll({ path, passphrase: '', salvage: false }), act)
    } catch (reason) {
      this.refused(path, toBackendError(reason))
    } finally {
      this.#checking = this.#checking.filter((other) => other !== path)
    }
  }

  /** Reads all of them anew, one after the other. */
  async checkAll(): Promise<void> {
    for (const { path, act } of this.#all) await this.check(path, act)
  }

  found({ path, folder, sealed, archives }: ArchivesView, act: KnownFile['act']): void {
    const [first] = archives
    if (!first) {
      if (sealed) this.#put({ ...this.#before(path, act), integrity: 'sealed', why: '' })
      return
    }
    const sum = (count: (archive: (typeof archives)[number]) => number) => archives.reduce((all, archive) => all + count(archive), 0)
    const damaged = sum((archive) => archive.damaged.length)
    this.#put({
      ...this.#before(path, act),
      folder,
      integrity: damaged > 0 ? 'damaged' : 'intact',
      why: '',
      project: first.project,
      environment: archives.every((archive) => archive.home === first.home) ? first.environment : '',
      role: first.role,
      snapshots: sum((archive) => archive.snapshots.length),
      items: sum((archive) => archive.snapshots.reduce((all, one) => all + one.items, 0)) + damaged,
      damaged,
      bytes: sum((archive) => archive.bytes),
    })
  }

  /** A file that was known and gives nothing any more. One that was never an archive is not remembered. */
  refused(path: string, error: BackendError): void {
    const known = this.#all.find((one) => one.path === path)
    if (!known || error.code === 'internal') return
    this.#put({ ...this.#before(path, known.act), integrity: error.code === 'not-found' ? 'missing' : 'refused', why: error.message })
  }

  /** Takes a file off the list; the file itself stays. What it gives puts it back. */
  forget(path: string): () => void {
    const before = this.#all
    this.#keep(before.filter((one) => one.path !== path))
    return () => this.#keep(before)
  }

  #before(path: string, act: KnownFile['act']): KnownFile {
    const now = new Date().toISOString()
    const known = this.#all.find((one) => one.path === path)
    const unread = { folder: false, integrity: 'intact', why: '', project: '', environment: '', role: 'test', snapshots: 0, items: 0, damaged: 0, bytes: 0 } as const
    return { ...unread, ...known, path, act: known?.act ?? act, at: known?.at ?? now, checked_at: now }
  }

  #put(file: KnownFile): void {
    const at = this.#all.findIndex((one) => one.path === file.path)
    this.#keep(at < 0 ? [file, ...this.#all].slice(0, remembered) : this.#all.map((one, index) => (index === at ? file : one)))
  }

  #keep(all: readonly KnownFile[]): void {
    this.#all = all
    keep(name, all.length === 0 ? null : JSON.stringify(all))
  }
}

function recall(): readonly KnownFile[] {
  try {
    const found: unknown = JSON.parse(kept(name) ?? '[]')
    return Array.isArray(found) ? (found as KnownFile[]).filter((one) => typeof one.path === 'string') : []
  } catch {
    return []
  }
}
