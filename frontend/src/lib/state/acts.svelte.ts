import { untrack } from 'svelte'

/** Something that the person can do: by a key, in the palette, and by a button somewhere. */
export interface Act {
  /** Names it for good: compare.swap. */
  id: string
  title: string
  /** Its state, beside the title: 11 items differ. */
  hint?: string
  /** Ctrl+Shift+P, F7, X, /; Ctrl is Command on a Mac. The first is shown. */
  keys?: readonly string[]
  group: 'act' | 'place' | 'snapshot' | 'item'
  /** Not in the palette: it makes sense at its place only. */
  hidden?: boolean
  run: () => void
}

type Source = () => readonly Act[]

/** Acts is the one table of what can be done now; every screen offers its own while it is shown. */
export class Acts {
  #sources = $state.raw<readonly Source[]>([])
  /** Whether single letters do something outside text fields. */
  singleKeys = $state(true)

  /** Offers acts until the answer is called. What is offered last wins a key that two want. */
  offer(source: Source): () => void {
    // An effect that offers must not run again because of its own offer.
    untrack(() => (this.#sources = [source, ...this.#sources]))
    return () => {
      untrack(() => (this.#sources = this.#sources.filter((other) => other !== source)))
    }
  }

  get all(): Act[] {
    return this.#sources.flatMap((source) => source())
  }

  /** Does what the key stands for; false where it stands for nothing here. */
  press(event: KeyboardEvent): boolean {
    const name = keyName(event)
    const single = !/^(Ctrl|Alt)\+|^F\d/.test(name)
    if (single && (!this.singleKeys || typesInto(event.target))) return false
    const act = this.all.find((each) => each.keys?.includes(name))
    if (!act) return false
    event.preventDefault()
    act.run()
    return true
  }
}

/** The name of a pressed key as acts write it: Ctrl+Shift+P, Shift+F7, X, ?. */
export function keyName(event: KeyboardEvent): string {
  const letter = event.key.length === 1
  const key = letter ? event.key.toUpperCase() : event.key
  const shift = event.shiftKey && (!letter || /[A-Z]/.test(key))
  return [(event.ctrlKey || event.metaKey) && 'Ctrl', event.altKey && 'Alt', shift && 'Shift', key].filter(Boolean).join('+')
}

/** Whether keys pressed there are text, so that single letters do nothing else. */
function typesInto(target: EventTarget | null): boolean {
  const deep = target instanceof Element ? (target.shadowRoot?.activeElement ?? target) : null
  if (!(deep instanceof HTMLElement)) return false
  return deep.isContentEditable || deep.matches('input:not([type=checkbox], [type=radio]), textarea, select')
}
