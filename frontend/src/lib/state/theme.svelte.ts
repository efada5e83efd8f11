import { keep, kept } from './kept'

export type Theme = 'system' | 'light' | 'dark'

/** Theme is how the window looks; system follows the desktop. */
export class ThemeState {
  #chosen = $state<Theme>('system')

  constructor() {
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
  }

  #show(): void {
    if (this.#chosen === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = this.#chosen
  }
}
