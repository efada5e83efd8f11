import type { Backend } from '../backend/backend'
import type { ModelView, ProblemView } from '../backend/views'
import { keep, kept } from './kept'
import { Resource } from './resource.svelte'

/** ModelText is the model of one environment as text, with edits that survive a restart. */
export class ModelText {
  readonly view = new Resource<ModelView>()
  readonly checked = new Resource<{ text: string; problems: ProblemView[] }>()
  #text = $state('')
  #loaded = ''
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  get text(): string {
    return this.#text
  }

  get edited(): boolean {
    return this.view.value !== null && this.#text !== this.view.value.text
  }

  /** Says whether the problems are those of the text as it stands. */
  get settled(): boolean {
    return !this.edited || this.checked.value?.text === this.#text
  }

  async load(ref: string, slot: string): Promise<void> {
    const name = `model:${ref}:${slot}`
    if (name !== this.#loaded) {
      this.view.set(null)
      this.checked.set(null)
      this.#text = ''
    }
    this.#loaded = name
    const view = await this.view.load(() => this.#backend.model({ ref, slot }))
    if (!view) return
    const draft = view.editable ? kept(name) : null
    this.#text = draft ?? view.text
    if (this.edited) await this.check()
  }

  write(text: string): void {
    this.#text = text
    keep(this.#loaded, this.edited ? text : null)
  }

  discard(): void {
    this.write(this.view.value?.text ?? '')
    this.checked.set(null)
  }

  async check(): Promise<void> {
    const view = this.view.value
    if (!view) return
    const text = this.#text
    await this.checked.load(async () => {
      const problems = await this.#backend.checkModel({ ref: view.environment, slot: view.slot, text })
      return { text, problems }
    })
  }
}
