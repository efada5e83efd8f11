import { environmentName, isFile, refTitle } from '$lib/format/names'
import { fullTime, shortTime } from '$lib/format/time'
import { reasonWord } from '$lib/format/words'
import type { PlanView, SnapshotView } from '$lib/state/views'

/** What of a snapshot is restored. */
export type Scope = 'all' | 'model' | 'configuration' | 'chosen'

/** What the restore does, in a sentence. */
export function sentence(target: string, known: readonly SnapshotView[], source: string): string {
  const snapshot = known.find((one) => one.ref === source)
  if (!snapshot) return `Sets ${target} to ${refTitle(source)}.`
  const origin = environmentName(snapshot.environment)
  const when = `${fullTime(snapshot.taken_at)}${snapshot.note === '' ? '' : ` (“${snapshot.note}”)`}`
  if (isFile(source)) return `Sets ${target} to how ${origin} was on ${when}, from ${refTitle(source)}.`
  return origin === target ? `Sets ${target} back to how it was on ${when}.` : `Sets ${target} to how ${origin} was on ${when}.`
}

/** Why nothing would be restored. */
export function nothing(plan: PlanView, scope: Scope): string {
  const part = scope === 'model' || scope === 'configuration' ? scope : null
  return part && plan.changes.every((change) => change.part !== part) ? `The ${part} is the same already` : 'Nothing is ticked'
}

/** A snapshot in a list to choose from. */
export function snapshotLabel(snapshot: SnapshotView): string {
  return `${snapshot.number}: ${snapshot.note || reasonWord(snapshot.reason)}, ${shortTime(snapshot.taken_at, new Date())}`
}
