import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'

/** Closing is what becomes of a window that is to be closed while a run is under way. */
export class Closing {
  #environments = $state.raw<string[] | null>(null)
  #stopping = $state(false)
  #error = $state.raw<BackendError | null>(null)
  readonly #backend: Backend
  readonly #underWay: () => string[]

  constructor(backend: Backend, underWay: () => string[]) {
    this.#backend = backend
    this.#underWay = underWay
  }

  /** The environments with a run under way, while it is asked what to do; null while nothing is asked. */
  get environments(): string[] | null {
    return this.#environments
  }

  get stopping(): boolean {
    return this.#stopping
  }

  get error(): BackendError | null {
    return this.#error
  }

  ask(): void {
    this.#environments ??= this.#underWay()
  }

  keepOpen(): void {
    this.#environments = null
    this.#stopping = false
    this.#error = null
  }

  /** Stops each run at its next change; the window closes once the last has ended. */
  async stopAndClose(): Promise<void> {
    this.#stopping = true
    this.#error = null
    try {
      await Promise.all(this.#underWay().map((environment) => this.#backend.cancel({ environment })))
    } catch (reason) {
      this.#stopping = false
      this.#error = toBackendError(reason)
    }
    await this.settle()
  }

  /** Something about an environment was recorded: its run may have ended, and with it the question. */
  async settle(): Promise<void> {
    if (!this.#environments) return
    const busy = await this.#backend.busy().catch(() => true)
    if (busy || !this.#environments) return
    const close = this.#stopping
    this.keepOpen()
    if (close) this.#backend.quit()
  }
}
