import type { Phase } from '../backend/views'

const order: Phase[] = ['guard', 'check', 'model', 'configuration', 'cache', 'verify', 'done']

// Whatever a step is that none of these describes, it is the connector's own act after the writing.
const tells: [Phase, RegExp][] = [
  ['guard', /snapshot/i],
  ['check', /\b(check|validate|still|unchanged)/i],
  ['model', /\bmodel\b/i],
  ['configuration', /\b(configuration|items?|files?)\b/i],
  ['verify', /\b(read .*back|verify|compare)/i],
]

/** The phase of each sentence of a plan's steps, in their order. */
export function phasesOf(steps: readonly string[]): Phase[] {
  let least = 0
  return steps.map((step) => {
    const back = /\bread .*back\b/i.test(step)
    const found = back ? 'verify' : tells.find(([phase, tell]) => order.indexOf(phase) >= least && tell.test(step))?.[0]
    const phase = found ?? 'cache'
    least = Math.max(least, order.indexOf(phase))
    return phase
  })
}

export type StepState = 'done' | 'current' | 'waiting'

/** How far each step is while a run is in a phase; "" before the first word of it. */
export function stepStates(steps: readonly string[], phase: Phase | ''): StepState[] {
  const phases = phasesOf(steps)
  const here = phase === '' ? 0 : order.indexOf(phase)
  let current = phases.findIndex((one) => order.indexOf(one) >= here)
  if (current < 0) current = phase === 'done' ? steps.length : steps.length - 1
  return steps.map((_, at) => (at < current ? 'done' : at === current ? 'current' : 'waiting'))
}
