import type { ProgressView } from '../backend/views'
import { Pace } from './phases'

export interface LogLine {
  at: Date
  text: string
}

const longest = 2000

/** Telling is what a run under way tells of itself: where it is, its log and its pace. */
export class Telling {
  #progress = $state.raw<ProgressView | null>(null)
  #log = $state.raw<LogLine[]>([])
  #pace = new Pace()

  get progress(): ProgressView | null {
    return this.#progress
  }

  get log(): LogLine[] {
    return this.#log
  }

  get pace(): Pace {
    return this.#pace
  }

  begin(): void {
    this.#progress = null
    this.#log = []
    this.#pace = new Pace()
  }

  tell(progress: ProgressView): void {
    const at = new Date()
    this.#progress = progress
    this.#pace.tell(progress.phase, progress.done, at.getTime())
    const text = progress.key === '' ? progress.message : `${progress.phase === 'model' ? 'Model' : 'Configuration'}: ${progress.message}`
    if (text !== '') this.#log = [...this.#log.slice(1 - longest), { at, text }]
  }
}
