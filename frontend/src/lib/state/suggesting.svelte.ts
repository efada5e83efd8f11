import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { Backend } from '../backend/backend'
import type { RuleKind, RulesView, SuggestionView } from '../backend/views'
import { Resource } from './resource.svelte'

/** Suggesting is a list of rules that are proposed, while a person goes through it: nothing is a rule before it is accepted. */
export class Suggesting {
  readonly found = new Resource<SuggestionView[]>()
  readonly ticked = new SvelteSet<string>()
  /** The kinds that were chosen in place of those proposed, by pattern. */
  readonly kinds = new SvelteMap<string, RuleKind>()
  readonly #backend: Backend
  readonly #project: string

  constructor(backend: Backend, project: string) {
    this.#backend = backend
    this.#project = project
  }

  /** Looks for rules; what is sure enough is ticked. */
  async look(): Promise<void> {
    const found = await this.found.load(() => this.#backend.suggestRules({ project: this.#project }))
    if (!found) return
    this.ticked.clear()
    this.kinds.clear()
    for (const { pattern, ticked } of found) if (ticked) this.ticked.add(pattern)
  }

  tick(pattern: string, on: boolean): void {
    if (on) this.ticked.add(pattern)
    else this.ticked.delete(pattern)
  }

  /** Whoever says what it is wants it. */
  choose(pattern: string, kind: RuleKind): void {
    this.kinds.set(pattern, kind)
    this.ticked.add(pattern)
  }

  /** Makes rules of what is ticked, in one step. */
  accept(): Promise<RulesView> {
    const chosen = (this.found.value ?? []).filter(({ pattern }) => this.ticked.has(pattern))
    const rules = chosen.map(({ kind, pattern }) => ({ kind: this.kinds.get(pattern) ?? kind, pattern, default: false }))
    return this.#backend.addRules({ project: this.#project, rules })
  }

  /** Turns one down for good. */
  async decline(pattern: string): Promise<void> {
    await this.#backend.declineRules({ project: this.#project, patterns: [pattern] })
    this.ticked.delete(pattern)
    this.found.set((this.found.value ?? []).filter((one) => one.pattern !== pattern))
  }
}
