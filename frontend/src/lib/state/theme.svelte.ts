import { keep, kept } from './kept'

export type Theme = 'system' | 'light' | 'dark'

/** Theme is how the window looks; system follows the desktop. */
export class ThemeState {
  #chosen = $state<Theme>('system')
  /** What the desktop looks like, where the web view does not know it by itself; "" otherwise. */
  #system: '' | 'light' | 'dark' = ''
  readonly #frame: (theme: Theme) => void

  constructor(frame: (theme: Theme) => void) {
    this.#frame = frame
    const { system } = document.documentElement.dataset
    if (system === 'light' || system === 'dark') this.#system = system
    const chosen = kept('theme')
    if (chosen === 'light' || chosen === 'dark') this.#chosen = chosen
    this.#show()
  }

  get chosen(): Theme {
    return this.#chosen
  }

  choose(theme: Theme): void {
    this.#chosen = theme
    keep('theme', theme === 'system' ? null : theme)
    this.#show()
    this.#frame(theme)
  }

  /** The desktop looks like this from now on. */
  follow(system: '' | 'light' | 'dark'): void {
    this.#system = system
    this.#show()
  }

  #show(): void {
    const theme = this.#chosen === 'system' ? this.#system : this.#chosen
    if (theme === '') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }
}
