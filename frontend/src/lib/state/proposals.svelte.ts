import type { Backend } from '../backend/backend'
import type { RuleView, SuggestionView } from '../backend/views'

/**
 * Proposals are the rules that a project seems to want before it is promoted for the first time: what belongs to each
 * environment, and what is secret. Nothing is applied unasked, and nothing that goes wrong here is in the way of a promotion.
 */
export class Proposals {
  #list = $state.raw<readonly SuggestionView[]>([])
  #shown = $state(false)
  #project = ''
  #looking: Promise<void> = Promise.resolve()
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  get list(): readonly SuggestionView[] {
    return this.#list
  }

  /** Whether they are being asked about. */
  get shown(): boolean {
    return this.#shown
  }

  /** A wizard begins: what was put off in the last one is asked again. */
  begin(): void {
    this.#project = ''
    this.#list = []
    this.#shown = false
  }

  /** Looks for them, where nobody has settled yet what belongs where. */
  look(project: string): void {
    if (project === this.#project) return
    this.begin()
    this.#project = project
    this.#looking = this.#find(project).catch(() => undefined)
  }

  async #find(project: string): Promise<void> {
    const { rules, declined } = await this.#backend.rules({ project })
    const own = rules.some((rule) => !rule.default)
    const found = own || declined.length > 0 ? [] : await this.#backend.suggestRules({ project })
    if (project === this.#project) this.#list = found
  }

  /** Asks about them where there are any; whether it does. */
  async ask(): Promise<boolean> {
    await this.#looking
    this.#shown = this.#list.length > 0
    return this.#shown
  }

  /** Goes back to where the sides are chosen; they are asked about again from there. */
  hide(): void {
    this.#shown = false
  }

  /** Puts them off for this wizard. */
  putOff(): void {
    this.#list = []
    this.#shown = false
  }

  /** Takes rules over, and turns others down for good. */
  async settle(rules: readonly RuleView[], declined: readonly string[]): Promise<void> {
    const project = this.#project
    if (rules.length > 0) await this.#backend.addRules({ project, rules: [...rules] })
    if (declined.length > 0) await this.#backend.declineRules({ project, patterns: [...declined] })
    this.putOff()
  }
}
