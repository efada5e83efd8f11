import { type BackendError, toBackendError } from '../backend/errors'

/** Something that is asked for and arrives later. Asked again meanwhile, the last question wins. */
export class Resource<T> {
  #value = $state.raw<T | null>(null)
  #error = $state.raw<BackendError | null>(null)
  #loading = $state(false)
  #turn = 0

  /** The last answer; it stays while a newer one is on its way. */
  get value(): T | null {
    return this.#value
  }

  get error(): BackendError | null {
    return this.#error
  }

  get loading(): boolean {
    return this.#loading
  }

  /** Asks; gives the answer, or null where it failed or was overtaken. It never rejects. */
  async load(ask: () => Promise<T>): Promise<T | null> {
    const turn = ++this.#turn
    this.#loading = true
    this.#error = null
    try {
      const value = await ask()
      if (turn !== this.#turn) return null
      this.#value = value
      return value
    } catch (reason) {
      if (turn === this.#turn) this.#error = toBackendError(reason)
      return null
    } finally {
      if (turn === this.#turn) this.#loading = false
    }
  }

  /** Puts a value in place of the last answer, and ignores what is still on its way. */
  set(value: T | null): void {
    this.#turn++
    this.#value = value
    this.#error = null
    this.#loading = false
  }
}
