import type { Phase, PlanStepView } from '../backend/views'

const order: Phase[] = ['guard', 'check', 'model', 'configuration', 'cache', 'verify', 'done']

export type StepState = 'done' | 'current' | 'waiting'

/** How far each step is while a run is in a phase; "" before the first word of it. */
export function stepStates(steps: readonly PlanStepView[], phase: Phase | ''): StepState[] {
  const here = phase === '' ? 0 : order.indexOf(phase)
  let current = steps.findIndex((step) => order.indexOf(step.phase) >= here)
  if (current < 0) current = phase === 'done' ? steps.length : steps.length - 1
  return steps.map((_, at) => (at < current ? 'done' : at === current ? 'current' : 'waiting'))
}
