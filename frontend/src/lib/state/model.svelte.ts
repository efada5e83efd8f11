import type { Backend } from '../backend/backend'
import type { DiffView, ModelView, ProblemView } from '../backend/views'
import { keep, kept } from './kept'
import { Resource } from './resource.svelte'

interface Checked {
  text: string
  problems: ProblemView[]
  /** From what is there to what is written here. */
  changes: DiffView
}

interface Draft {
  text: string
  /** What was there when the edits were begun. */
  base: string
  /** What both are written in. */
  language: string
}

/** ModelText is the model of one environment as text, with edits that survive a restart. */
export class ModelText {
  readonly view = new Resource<ModelView>()
  readonly checked = new Resource<Checked>()
  #text = $state('')
  /** What was there when the edits were begun. */
  #base = $state('')
  #language = $state('')
  #name = ''
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  get text(): string {
    return this.#text
  }

  /** What the text is written in, such as json; "" while that is not known. */
  get language(): string {
    return this.#language
  }

  get edited(): boolean {
    return this.view.value !== null && this.#text !== this.view.value.text
  }

  /** There are edits, and what they are made to cannot be read. */
  get stranded(): boolean {
    return this.view.value === null && this.view.error !== null && this.#text !== ''
  }

  /** The model has changed there since the edits were begun. */
  get overtaken(): boolean {
    return this.edited && this.#base !== this.view.value?.text
  }

  /** Says whether the problems are those of the text as it stands. */
  get settled(): boolean {
    return !this.edited || this.checked.value?.text === this.#text
  }

  /** Reads the model; uuid names the environment for its draft, whatever it is called by then. */
  async load(ref: string, slot: string, uuid: string): Promise<void> {
    const name = `model:${uuid}:${slot}`
    if (name !== this.#name) {
      this.view.set(null)
      this.checked.set(null)
      this.#text = ''
    }
    this.#name = name
    const view = await this.view.load(() => this.#backend.model({ ref, slot }))
    if (name !== this.#name) return
    const draft = view?.editable === false ? null : readDraft(name)
    if (!view) {
      // The edits are shown all the same: they may be all that there is.
      if (draft && this.view.value === null) this.#take(draft)
      return
    }
    this.#take({ ...(draft ?? { text: view.text, base: view.text }), language: view.language })
    if (this.edited) await this.check()
  }

  #take({ text, base, language }: Draft): void {
    this.#text = text
    this.#base = base
    this.#language = language
  }

  write(text: string): void {
    const unread = this.view.value === null
    if (!this.edited && !unread) this.#base = this.view.value?.text ?? ''
    this.#text = text
    const draft: Draft = { text, base: this.#base, language: this.#language }
    keep(this.#name, this.edited || unread ? JSON.stringify(draft) : null)
  }

  /** Lets go of the edits; gives what they were, to be taken back. */
  discard(): string {
    const edits = this.#text
    this.write(this.view.value?.text ?? '')
    this.checked.set(null)
    return edits
  }

  async check(): Promise<void> {
    const view = this.view.value
    if (!view) return
    const text = this.#text
    await this.checked.load(async () => {
      const [problems, changes] = await Promise.all([
        this.#backend.checkModel({ ref: view.environment, slot: view.slot, text }),
        this.#backend.diffTexts({ before: view.text, after: text, language: view.language }),
      ])
      return { text, problems, changes }
    })
  }
}

function readDraft(name: string): Draft | null {
  const text = kept(name)
  if (text === null) return null
  try {
    const { text: written, base, language = '' } = JSON.parse(text) as Partial<Draft>
    return typeof written === 'string' && typeof base === 'string' ? { text: written, base, language } : null
  } catch {
    return null
  }
}
