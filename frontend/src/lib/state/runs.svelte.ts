import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { Backend } from '../backend/backend'
import type { ProgressView, RunView } from '../backend/views'
import { Resource } from './resource.svelte'

export type Answer = 'continue' | 'undo' | 'leave'

/** Runs is what was carried out, and the answers that open runs wait for. */
export class Runs {
  readonly list = new Resource<RunView[]>()
  readonly details = new SvelteMap<number, RunView>()
  #answering = new SvelteSet<number>()
  #progress = new SvelteMap<number, ProgressView>()
  #underWay = new SvelteSet<string>()
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  async load(): Promise<void> {
    await this.list.load(() => this.#backend.runs({ environment: '', limit: 200 }))
  }

  /** One run with its steps. */
  async open(number: number): Promise<RunView> {
    const run = await this.#backend.run({ number })
    this.details.set(number, run)
    return run
  }

  answering(number: number): boolean {
    return this.#answering.has(number)
  }

  progress(number: number): ProgressView | null {
    return this.#progress.get(number) ?? null
  }

  /** The environments whose run has told of itself and has not ended yet. */
  get underWay(): string[] {
    return [...this.#underWay]
  }

  ended(environment: string): void {
    this.#underWay.delete(environment)
  }

  tell(progress: ProgressView): void {
    this.#underWay.add(progress.environment)
    if (this.#answering.has(progress.run)) this.#progress.set(progress.run, progress)
  }

  async answer(number: number, answer: Answer): Promise<RunView> {
    this.#answering.add(number)
    try {
      const run = await this.#ask(number, answer)
      this.details.delete(number)
      return run
    } finally {
      this.#answering.delete(number)
      this.#progress.delete(number)
    }
  }

  #ask(number: number, answer: Answer): Promise<RunView> {
    if (answer === 'continue') return this.#backend.continueRun({ number })
    if (answer === 'undo') return this.#backend.undoRun({ number })
    return this.#backend.leaveRun({ number })
  }
}
