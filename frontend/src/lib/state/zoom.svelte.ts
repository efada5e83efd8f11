import { innerWidth } from 'svelte/reactivity/window'
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

  /** How wide the window is in the page's own pixels: what a media query measures here. */
  get width(): number {
    return ((innerWidth.current ?? 0) * 100) / this.#percent
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
    const { style } = document.documentElement
    const factor = this.#percent / 100
    style.zoom = factor === 1 ? '' : String(factor)
    style.setProperty('--zoom', String(heightOf100vh() * factor > window.innerHeight + 1 ? factor : 1))
    scaleMedia(factor)
  }
}

/** How high 100vh is in the page's own pixels. */
function heightOf100vh(): number {
  const probe = document.body.appendChild(document.createElement('div'))
  probe.style.height = '100vh'
  const height = probe.offsetHeight
  probe.remove()
  return height
}
