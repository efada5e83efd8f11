/** Something that was done and can be taken back at once: a note, a pin, a tick. */
interface Done {
  /** What was done, for people: Pinned “Before Black Friday”. */
  title: string
  undo: () => void | Promise<void>
}

const remembered = 50

/** Undo takes back the small things, newest first. What a run wrote is taken back by a run. */
export class Undo {
  #done = $state.raw<readonly Done[]>([])

  /** The title of what is taken back next; "" for nothing. */
  get next(): string {
    return this.#done[0]?.title ?? ''
  }

  did(title: string, undo: Done['undo']): void {
    this.#done = [{ title, undo }, ...this.#done].slice(0, remembered)
  }

  /** Forgets all: what could be taken back is no longer shown. */
  clear(): void {
    this.#done = []
  }

  async back(): Promise<void> {
    const last = this.#done[0]
    if (!last) return
    this.#done = this.#done.slice(1)
    await last.undo()
  }
}
