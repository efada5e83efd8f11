import { toBackendError } from '../backend/errors'

/** Sending is what a form asks for when it is sent: once at a time, and with the reason where it was refused. */
export class Sending {
  #busy = $state(false)
  #refusal = $state('')

  get busy(): boolean {
    return this.#busy
  }

  /** Why it was refused last; "" where it was not. */
  get refusal(): string {
    return this.#refusal
  }

  /** Does what is asked for, unless it is under way already. It never rejects. */
  async send(act: () => Promise<void>): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    this.#refusal = ''
    try {
      await act()
    } catch (reason) {
      this.#refusal = toBackendError(reason).message
    } finally {
      this.#busy = false
    }
  }

  /** What was refused is no longer what is asked for. */
  forget(): void {
    this.#refusal = ''
  }
}
