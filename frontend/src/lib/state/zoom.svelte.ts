import { keep, kept } from './kept'
import { scaleMedia } from './media'

const steps = [80, 90, 100, 110, 125, 150]

/** Zoom is how large the text is, and all with it, in per cent. */
export class Zoom {
  #percent = $state(100)

  constructor() {
    const percent = Number(kept('zoom'))
    if (steps.includes(percent)) this.#percent = percent
    this.#show()
  }

  get percent(): number {
    return this.#percent
  }

  larger(): void {
    this.#take(steps.find((step) => step > this.#percent))
  }

  smaller(): void {
    this.#take(steps.filter((step) => step < this.#percent).at(-1))
  }

  normal(): void {
    this.#take(100)
  }

  #take(percent = this.#percent): void {
    this.#percent = percent
    keep('zoom', percent === 100 ? null : String(percent))
    this.#show()
  }

  #show(): void {
    document.documentElement.style.zoom = this.#percent === 100 ? '' : String(this.#percent / 100)
    document.documentElement.style.setProperty('--zoom', String(this.#percent / 100))
    scaleMedia(this.#percent / 100)
  }
}
