import { untrack } from 'svelte'
import { keep, kept } from './kept'

/** Something that the person can do: by a key, in the palette, and by a button somewhere. */
export interface Act {
  /** Names it for good: compare.swap. What stands before the dot says of what kind it is. */
  id: string
  title: string
  /** Its state, beside the title: 11 items differ. */
  hint?: string
  /** Other words that it is found by. */
  words?: string
  /** The role of the environment that it leads to, for its sign. */
  role?: 'development' | 'test' | 'live'
  /** Ctrl+Shift+P, F7, X, /; Ctrl is Command on a Mac. The first is shown. */
  keys?: readonly string[]
  group: 'act' | 'place' | 'run' | 'snapshot' | 'item'
  /** Not in the palette: it makes sense at its place only. */
  hidden?: boolean
  run: () => void
}

type Source = () => readonly Act[]

interface Offer {
  source: Source
  everywhere: boolean
}

/** Keys that a text field, and nothing else, has where there is one. */
const ofText: readonly string[] = ['Ctrl+Z', 'Alt+ArrowLeft', 'Alt+ArrowRight']

/** Acts is the one table of what can be done now; every screen offers its own while it is shown. */
export class Acts {
  #offers = $state.raw<readonly Offer[]>([])
  #singleKeys = $state(kept('single-keys') !== 'off')

  /** Whether single letters do something outside text fields. */
  get singleKeys(): boolean {
    return this.#singleKeys
  }

  set singleKeys(on: boolean) {
    this.#singleKeys = on
    keep('single-keys', on ? null : 'off')
  }

  /** Offers acts until the answer is called. What is offered last wins a key that two want. */
  offer(source: Source, everywhere = false): () => void {
    const offer = { source, everywhere }
    // An effect that offers must not run again because of its own offer.
    untrack(() => (this.#offers = everywhere ? [...this.#offers, offer] : [offer, ...this.#offers]))
    return () => {
      untrack(() => (this.#offers = this.#offers.filter((other) => other !== offer)))
    }
  }

  get all(): Act[] {
    return this.#offers.flatMap((offer) => offer.source())
  }

  /** What the screen offers by itself, and what is offered on every screen. */
  get here(): Act[] {
    return this.#offers.filter((offer) => !offer.everywhere).flatMap((offer) => offer.source())
  }

  get everywhere(): Act[] {
    return this.#offers.filter((offer) => offer.everywhere).flatMap((offer) => offer.source())
  }

  /** Does what the key stands for; false where it stands for nothing here. */
  press(event: KeyboardEvent): boolean {
    const name = keyName(event)
    if (!this.singleKeys && name.length === 1) return false
    if (textHas(name) && typesInto(event.target)) return false
    const act = this.all.find((each) => each.keys?.includes(name))
    if (!act) return false
    event.preventDefault()
    act.run()
    return true
  }
}

/** The name of a pressed key as acts write it: Ctrl+Shift+P, Shift+F7, X, ?, Ctrl+1. */
export function keyName(event: KeyboardEvent): string {
  const command = event.ctrlKey || event.metaKey
  // With Ctrl a digit is its key, whatever the keyboard writes there.
  const digit = command ? /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] : undefined
  const key = digit ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key)
  // Shift is part of any other sign: a question mark is not Shift and a question mark.
  const shift = event.shiftKey && (key.length > 1 || /[A-Z]/.test(key) || (command && /\d/.test(key)))
  return [command && 'Ctrl', event.altKey && 'Alt', shift && 'Shift', key].filter(Boolean).join('+')
}

/** Whether the key means something where text is typed. The F keys and most with Ctrl do not. */
function textHas(name: string): boolean {
  return ofText.includes(name) || !/^(Ctrl|Alt)\+|^(Shift\+)?F\d/.test(name)
}

/** Whether keys pressed there are text, so that single letters do nothing else. */
function typesInto(target: EventTarget | null): boolean {
  const deep = target instanceof Element ? (target.shadowRoot?.activeElement ?? target) : null
  if (!(deep instanceof HTMLElement)) return false
  return deep.isContentEditable || deep.matches('input:not([type=checkbox], [type=radio]), textarea, select')
}
