const controls = 'a, button, input, label, select, summary, textarea, [role], [tabindex]'

/**
 * Press knows what the first press of a double click was on. The second is meant for the same: where the first has
 * changed the page, it would meet what now stands at that place, be it the start of a run.
 */
export class Press {
  #first: Element | null = null

  /** A press of the mouse, the first of one or more at its place. */
  down({ detail, target }: MouseEvent): void {
    if (detail <= 1) this.#first = controlOf(target)
  }

  /** Takes away a click that was meant for what is gone. A click by keyboard has no presses, and always counts. */
  click(event: MouseEvent): void {
    if (event.detail <= 1 || !this.#first) return
    const control = controlOf(event.target)
    if (control && (this.#first.contains(control) || control.contains(this.#first))) return
    event.preventDefault()
    event.stopPropagation()
  }
}

/** What a press acts on: the control around what is under the pointer, or that itself. */
function controlOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? (target.closest(controls) ?? target) : null
}
