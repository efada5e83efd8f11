import type { Backend } from '../backend/backend'
import { BackendError } from '../backend/errors'
import type { RulesView, RuleView, ValuePlaceView, ValuesView } from '../backend/views'
import { Resource } from './resource.svelte'
import type { Undo } from './undo.svelte'

/** What was read of an environment when it last answered. */
export interface LastRead {
  places: ValuePlaceView[]
  at: string
}

/** Values are the environment values of the project that is shown, and the rules that make them such. */
export class Values {
  readonly view = new Resource<ValuesView>()
  /** Since when the values of one environment are what they are. It takes longer, and comes after them. */
  readonly changes = new Resource<ValuesView>()
  readonly rules = new Resource<RulesView>()
  #shown = 0
  #project = ''
  #asking = false
  #again = false
  #last = $state.raw<ReadonlyMap<string, LastRead>>(new Map())
  readonly #backend: Backend
  readonly #undo: Undo

  constructor(backend: Backend, undo: Undo) {
    this.#backend = backend
    this.#undo = undo
  }

  /** Reads a project's values, and again whenever something was recorded, until the answer is called. */
  show(project: string): () => void {
    this.#shown++
    if (project !== this.#project) {
      this.#project = project
      this.view.set(null)
      this.changes.set(null)
    }
    void this.refresh()
    return () => void this.#shown--
  }

  /** Reads again what somebody looks at. Many that ask at once are answered by one more question. */
  async refresh(): Promise<void> {
    if (this.#shown === 0) return
    this.#again = true
    if (this.#asking) return
    this.#asking = true
    while (this.#again) {
      this.#again = false
      const project = this.#project
      const found = await this.view.load(() => this.#backend.values({ project }))
      if (found && project === this.#project) this.#remember(found)
    }
    this.#asking = false
  }

  #remember({ environments, places }: ValuesView): void {
    const at = new Date().toISOString()
    const read = environments.filter((one) => one.reachable).map((one): [string, LastRead] => [one.ref, { places, at }])
    this.#last = new Map([...this.#last, ...read])
  }

  /** What an environment had when it last answered while this window was open; null where it did not. */
  last(ref: string): LastRead | null {
    return this.#last.get(ref) ?? null
  }

  async loadChanges(ref: string): Promise<void> {
    await this.changes.load(() => this.#backend.valueChanges({ ref }))
  }

  /** Keeps a value ready for a place that an environment does not have yet. */
  async keep(ref: string, place: string, value: string): Promise<void> {
    await this.#backend.keepValue({ ref, place, value })
    await this.refresh()
  }

  async forget(ref: string, place: string): Promise<void> {
    await this.#backend.dropValue({ ref, place })
    await this.refresh()
  }

  async loadRules(project: string): Promise<void> {
    await this.rules.load(() => this.#backend.rules({ project }))
  }

  /** What a rule with a pattern would touch. */
  test(project: string, pattern: string): Promise<ValuesView> {
    return this.#backend.testRule({ project, pattern })
  }

  /** Adds a rule behind the others; a secret comes before them, so that no earlier rule shows it. */
  async addRule(project: string, rule: RuleView): Promise<void> {
    await this.made(await this.#backend.addRules({ project, rules: [rule] }), `Added the rule ${rule.pattern}`)
  }

  /** Puts rules in the place of the project's own, in this order. */
  async setRules(project: string, rules: readonly RuleView[], title: string): Promise<void> {
    await this.made(await this.#backend.setRules({ project, rules: rules.filter((rule) => !rule.default) }), title)
  }

  /** Takes over rules that were made, and how to take them back. */
  async made(made: RulesView, title: string): Promise<void> {
    this.rules.set(made)
    this.#undo.did(title, () => this.#takeBack(made))
    await this.refresh()
  }

  /** Takes back the last change of the rules, whoever made it. */
  async undoRules(project: string): Promise<void> {
    this.rules.set(await this.#backend.undoRules({ project }))
    await this.refresh()
  }

  /** Takes back one change, unless others came after it. */
  async #takeBack(made: RulesView): Promise<void> {
    const now = await this.#backend.rules({ project: made.project })
    if (!same(now.rules, made.rules)) throw new BackendError('conflict', 'The rules have changed since. Undo in Settings takes back what was changed last.')
    await this.undoRules(made.project)
  }
}

function same(a: readonly RuleView[], b: readonly RuleView[]): boolean {
  return a.length === b.length && a.every((rule, at) => rule.kind === b[at]?.kind && rule.pattern === b[at]?.pattern)
}
