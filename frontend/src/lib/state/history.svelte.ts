import type { Backend } from '../backend/backend'
import type { CompareView, RunView, SnapshotView } from '../backend/views'
import { Resource } from './resource.svelte'

const pageSize = 100

/** History is the snapshots of one environment, newest first, read page by page. */
export class History {
  readonly page = new Resource<{ ref: string; snapshots: SnapshotView[]; total: number }>()
  readonly runs = new Resource<RunView[]>()
  readonly difference = new Resource<CompareView>()
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** The snapshots of ref, and not those of an environment that was shown before. */
  of(ref: string): SnapshotView[] {
    return this.page.value?.ref === ref ? this.page.value.snapshots : []
  }

  async load(ref: string): Promise<void> {
    const known = Math.max(pageSize, this.of(ref).length)
    await Promise.all([
      this.page.load(async () => ({ ref, ...(await this.#backend.snapshots({ ref, offset: 0, limit: known })) })),
      this.runs.load(() => this.#backend.runs({ environment: ref, limit: 500 })),
    ])
  }

  async more(): Promise<void> {
    const shown = this.page.value
    if (!shown || shown.snapshots.length >= shown.total) return
    await this.page.load(async () => {
      const next = await this.#backend.snapshots({ ref: shown.ref, offset: shown.snapshots.length, limit: pageSize })
      return { ref: shown.ref, snapshots: [...shown.snapshots, ...next.snapshots], total: next.total }
    })
  }

  run(number: number): RunView | null {
    return this.runs.value?.find((run) => run.number === number) ?? null
  }

  async compare(a: string, b: string): Promise<void> {
    await this.difference.load(() => this.#backend.compare({ a, b }))
  }

  async note(ref: string, note: string): Promise<void> {
    this.#replace(await this.#backend.noteSnapshot({ ref, note }))
  }

  async pin(ref: string, pinned: boolean): Promise<void> {
    this.#replace(await this.#backend.pinSnapshot({ ref, pinned }))
  }

  async remove(snapshot: SnapshotView): Promise<void> {
    await this.#backend.deleteSnapshot({ ref: snapshot.ref })
    const shown = this.page.value
    if (!shown) return
    const snapshots = shown.snapshots.filter((other) => other.id !== snapshot.id)
    this.page.set({ ...shown, snapshots, total: shown.total - 1 })
  }

  #replace(snapshot: SnapshotView): void {
    const shown = this.page.value
    if (!shown) return
    const snapshots = shown.snapshots.map((other) => (other.id === snapshot.id ? snapshot : other))
    this.page.set({ ...shown, snapshots })
  }
}
