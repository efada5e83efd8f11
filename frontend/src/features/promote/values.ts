import { partOfKey } from '$lib/state/planned'
import type { Part, PlanValueView, PlanView } from '$lib/state/views'

/** The values of a part that belong to the target: those in items that are written, and those in all others. */
export function valuesOf(plan: PlanView, part: Part): { written: PlanValueView[]; others: PlanValueView[] } {
  const all = plan.values.filter((value) => partOfKey(plan, value.key) === part)
  return { written: all.filter((value) => value.chosen), others: all.filter((value) => !value.chosen) }
}

/** Whether there is something to be said of the target's own in a part. */
export function hasOwn(plan: PlanView, part: Part): boolean {
  return [...plan.values.map((value) => value.key), ...plan.owned].some((key) => partOfKey(plan, key) === part)
}
