import { BackendError, toBackendError } from '../backend/errors'

export type Tone = 'info' | 'success' | 'warn' | 'loss'

export interface Toast {
  id: number
  tone: Tone
  text: string
  /** An act beside the text; never the only place where it can be found. */
  action: { label: string; run: () => void } | null
}

/** Toasts are what is said in passing, one at a time; a newer one takes the older one's place. */
export class Toasts {
  #shown = $state.raw<Toast | null>(null)
  #next = 1

  get shown(): Toast | null {
    return this.#shown
  }

  say(text: string, tone: Tone = 'success', action: Toast['action'] = null): void {
    this.#shown = { id: this.#next++, tone, text, action }
  }

  fail(reason: unknown): void {
    this.say(toBackendError(reason).message, 'loss')
  }

  /** Says that the window itself met a fault, which nobody else tells of. */
  fault(reason: unknown): void {
    if (reason instanceof BackendError) return this.fail(reason)
    const cause = reason instanceof Error ? reason.message : String(reason)
    // A browser's way to say that it measures again in the next frame.
    if (cause.startsWith('ResizeObserver loop')) return
    this.say(`The window met a fault of its own: ${cause} No environment was changed by it. Go to another page and back, or close the window and open it again.`, 'loss')
  }

  dismiss(): void {
    this.#shown = null
  }

  /** Does something, and says so when it fails. Gives null then. */
  async attempt<T>(act: () => Promise<T>): Promise<T | null> {
    try {
      return await act()
    } catch (reason) {
      this.fail(reason)
      return null
    }
  }

  /** Puts a text on the clipboard, and says so. */
  async copy(text: string, said: string): Promise<void> {
    const done = await this.attempt(() => navigator.clipboard.writeText(text).then(() => true))
    if (done) this.say(said)
  }
}
