import type { Phase, PlanStepView } from '../backend/views'

const order: Phase[] = ['guard', 'check', 'model', 'configuration', 'cache', 'verify', 'probe', 'done']

export type StepState = 'done' | 'current' | 'waiting'

/** How far each step is while a run is in a phase; "" before the first word of it. */
export function stepStates(steps: readonly PlanStepView[], phase: Phase | ''): StepState[] {
  const here = phase === '' ? 0 : order.indexOf(phase)
  let current = steps.findIndex((step) => order.indexOf(step.phase) >= here)
  if (current < 0) current = phase === 'done' ? steps.length : steps.length - 1
  return steps.map((_, at) => (at < current ? 'done' : at === current ? 'current' : 'waiting'))
}

/** Which step is under way, counted from 1; at the end the last one. */
export function stepNumber(steps: readonly PlanStepView[], phase: Phase | ''): number {
  return phase === 'done' ? steps.length : Math.max(1, stepStates(steps, phase).indexOf('current') + 1)
}

/** Pace is what a run has told of its time: when each phase began, and when the first and the last change was made. */
export class Pace {
  readonly began = new Map<Phase, number>()
  #first: { at: number; done: number } | null = null

  tell(phase: Phase, done: number, now: number): void {
    if (!this.began.has(phase)) this.began.set(phase, now)
    if (done > 0) this.#first ??= { at: now, done }
  }

  /** How long a phase took, in milliseconds; null where it has not ended. */
  took(phase: Phase): number | null {
    const from = this.began.get(phase)
    if (from === undefined) return null
    const ends = [...this.began.values()].filter((at) => at > from)
    const later = order.slice(order.indexOf(phase) + 1).some((other) => this.began.has(other))
    if (!later) return null
    return ends.length === 0 ? 0 : Math.min(...ends) - from
  }

  /**
   * How long the remaining changes will take if they go on as they went, in milliseconds. Null while too few were made
   * to say so honestly: under three seconds, or under a twentieth of them.
   */
  left(done: number, total: number, now: number): number | null {
    if (!this.#first || total === 0 || done >= total) return null
    const took = now - this.#first.at
    const made = done - this.#first.done
    if (took < 3000 || made < 1 || made * 20 < total) return null
    return (took / made) * (total - done)
  }
}
