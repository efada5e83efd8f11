/**
 * Settler has a question asked whenever answers change. One question is under way at a time; what changes meanwhile makes
 * one more, and only the answer to the last question counts.
 */
export class Settler {
  #settling = $state(false)
  #again = false
  #work: Promise<void> | null = null
  readonly #ask: (overtaken: () => boolean) => Promise<void>

  constructor(ask: (overtaken: () => boolean) => Promise<void>) {
    this.#ask = ask
  }

  /** Whether what is shown lags behind the answers. */
  get settling(): boolean {
    return this.#settling
  }

  settle(): Promise<void> {
    this.#again = true
    this.#work ??= this.#all().finally(() => {
      this.#work = null
    })
    return this.#work
  }

  async #all(): Promise<void> {
    this.#settling = true
    try {
      while (this.#again) {
        this.#again = false
        await this.#ask(() => this.#again)
      }
    } finally {
      this.#settling = false
    }
  }
}
