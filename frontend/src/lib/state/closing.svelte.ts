import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'
import type { RunView } from '../backend/views'

/** Closing is what becomes of a window that is to be closed while a run is under way. */
export class Closing {
  #environments = $state.raw<string[] | null>(null)
  /** What was answered; null while nothing is. */
  #answer = $state<'background' | 'undo' | null>(null)
  #error = $state.raw<BackendError | null>(null)
  #settling = false
  /** Something was recorded while the last word of it was looked at. */
  #again = false
  readonly #backend: Backend
  readonly #underWay: () => string[]

  constructor(backend: Backend, underWay: () => string[]) {
    this.#backend = backend
    this.#underWay = underWay
  }

  /** The environments with a run under way, while it is asked what to do; null while nothing is asked. */
  get environments(): string[] | null {
    return this.#answer === 'background' ? null : this.#environments
  }

  get undoing(): boolean {
    return this.#answer === 'undo'
  }

  get error(): BackendError | null {
    return this.#error
  }

  ask(): void {
    this.#environments ??= this.#underWay()
    if (this.#answer === 'background') this.#answer = null
  }

  keepOpen(): void {
    this.#environments = null
    this.#answer = null
    this.#error = null
  }

  /** Lets the run go on without a window, which closes once the run has ended well, and comes back where it has not. */
  async goOn(): Promise<void> {
    this.#answer = 'background'
    this.#backend.hide()
    await this.settle()
  }

  /** Stops each run at its next change and undoes it; then the window closes. */
  async stopAndUndo(): Promise<void> {
    this.#answer = 'undo'
    this.#error = null
    try {
      await Promise.all(this.#underWay().map((environment) => this.#backend.cancel({ environment })))
    } catch (reason) {
      this.#fail(reason)
    }
    await this.settle()
  }

  /** Something about an environment was recorded: its run may have ended, and with it the question. */
  async settle(): Promise<void> {
    this.#again = true
    if (this.#settling) return
    this.#settling = true
    try {
      while (this.#again && this.#environments) {
        this.#again = false
        const busy = await this.#backend.busy().catch(() => true)
        if (!busy && this.#environments) await this.#end(this.#environments)
      }
    } catch (reason) {
      this.#fail(reason)
    } finally {
      this.#settling = false
    }
  }

  async #end(environments: readonly string[]): Promise<void> {
    const answer = this.#answer
    if (answer === null) {
      this.keepOpen()
      return
    }
    const open = await this.#open(environments)
    if (answer === 'background' && open.length > 0) {
      this.keepOpen()
      this.#backend.raise()
      return
    }
    for (const { number } of open) await this.#backend.undoRun({ number })
    // An undo that stopped half way left its run open: the banner asks, and the window stays.
    const left = await this.#open(environments)
    this.keepOpen()
    if (left.length === 0) this.#backend.quit()
  }

  async #open(environments: readonly string[]): Promise<RunView[]> {
    const all = await Promise.all(environments.map((ref) => this.#backend.environment({ ref })))
    return all.flatMap((environment) => environment.open_run ?? [])
  }

  #fail(reason: unknown): void {
    if (this.#answer === 'background') this.#backend.raise()
    this.#answer = null
    this.#error = toBackendError(reason)
  }
}
