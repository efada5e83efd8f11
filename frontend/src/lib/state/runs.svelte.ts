import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { Backend } from '../backend/backend'
import type { ProgressView, RunView } from '../backend/views'
import { Activity } from './activity.svelte'

export type Answer = 'continue' | 'undo' | 'leave'

/** Runs is what was carried out, and the answers that open runs wait for. */
export class Runs {
  readonly activity: Activity
  #answering = new SvelteMap<number, Answer>()
  #progress = new SvelteMap<number, ProgressView>()
  #underWay = new SvelteSet<string>()
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
    this.activity = new Activity(backend)
  }

  /** Reads again what is shown of runs; nothing where nothing is. */
  async refresh(): Promise<void> {
    const { first, page } = this.activity
    const open = page.value?.run.number
    await Promise.all([first.value && this.activity.load(), open !== undefined && this.activity.open(open)])
  }

  answering(number: number): boolean {
    return this.#answering.has(number)
  }

  /** The answer that is being carried out; null for none. */
  answerTo(number: number): Answer | null {
    return this.#answering.get(number) ?? null
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
    this.#answering.set(number, answer)
    try {
      return await this.#ask(number, answer)
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
