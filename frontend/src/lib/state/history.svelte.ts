import type { Backend } from '../backend/backend'
import type { SnapshotView } from '../backend/views'
import { isFile } from '../format/names'
import { HistoryList } from './historylist.svelte'
import { Passing } from './passing.svelte'
import { Resource } from './resource.svelte'
import type { Undo } from './undo.svelte'

const pageSize = 100
const choices = 50

/** History is what happened to an environment, and its snapshots. */
export class History {
  /** The newest snapshots of an environment, for lists to choose from. */
  readonly page = new Resource<{ ref: string; snapshots: SnapshotView[]; total: number }>()
  /** Snapshots of several environments, to restore one of them. */
  readonly choice = new Resource<SnapshotView[]>()
  readonly list: HistoryList
  readonly passing: Passing
  readonly #backend: Backend
  readonly #undo: Undo

  constructor(backend: Backend, undo: Undo) {
    this.#backend = backend
    this.#undo = undo
    this.list = new HistoryList(backend)
    this.passing = new Passing(backend)
  }

  /** The snapshots of ref, and not those of an environment that was shown before. */
  of(ref: string): SnapshotView[] {
    return this.page.value?.ref === ref ? this.page.value.snapshots : []
  }

  async load(ref: string): Promise<void> {
    await this.page.load(async () => ({ ref, ...(await this.#backend.snapshots({ ref, offset: 0, limit: pageSize })) }))
  }

  /** Reads the newest snapshots of each environment, and the one that is meant, however old it is and also in a file. */
  async choose(refs: string[], meant: string): Promise<void> {
    await this.choice.load(async () => {
      const pages = await Promise.all(refs.map((ref) => this.#backend.snapshots({ ref, offset: 0, limit: choices })))
      const newest = pages.flatMap((page) => page.snapshots)
      if (isFile(meant)) return [...newest, ...(await this.#inside(meant))]
      const [environment = ''] = meant.split('@', 1)
      if (!refs.includes(environment) || newest.some((one) => one.ref === meant)) return newest
      return [...newest, await this.whole(meant)]
    })
  }

  /** The snapshot that a file holds, by the file's path. What is wrong with the file the plan says better. */
  async #inside(path: string): Promise<SnapshotView[]> {
    const found = await this.#backend.inspectAll({ path: path.replace(/#[^#]*$/, ''), passphrase: '', salvage: false }).catch(() => null)
    return found?.archives[0]?.snapshots.slice(0, 1).map((one) => ({ ...one, ref: path })) ?? []
  }

  /** Something of an environment was recorded: what is shown of it is read again. */
  async changed(ref: string): Promise<void> {
    const work = []
    if (ref !== '' && this.page.value?.ref === ref) work.push(this.load(ref))
    if (ref !== '' && this.list.asked.ref === ref) work.push(this.list.refresh())
    await Promise.all(work)
  }

  /** One snapshot with what it left out. */
  whole(ref: string): Promise<SnapshotView> {
    return this.#backend.snapshot({ ref })
  }

  async note(snapshot: SnapshotView, note: string): Promise<void> {
    await this.#note(snapshot.ref, note)
    const title = note === '' ? `Note of snapshot ${snapshot.number} removed` : `Note “${note}”`
    this.#undo.did(title, () => this.#note(snapshot.ref, snapshot.note))
  }

  async pin(snapshot: SnapshotView, pinned: boolean): Promise<void> {
    await this.#pin(snapshot.ref, pinned)
    this.#undo.did(`Snapshot ${snapshot.number} ${pinned ? 'pinned' : 'unpinned'}`, () => this.#pin(snapshot.ref, !pinned))
  }

  async #note(ref: string, note: string): Promise<void> {
    this.list.replace(await this.#backend.noteSnapshot({ ref, note }))
  }

  async #pin(ref: string, pinned: boolean): Promise<void> {
    this.list.replace(await this.#backend.pinSnapshot({ ref, pinned }))
  }

  async remove(snapshot: SnapshotView): Promise<void> {
    await this.#backend.deleteSnapshot({ ref: snapshot.ref })
    await this.changed(snapshot.environment)
  }
}
