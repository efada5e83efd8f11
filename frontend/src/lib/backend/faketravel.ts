import type { Items } from './fakedata'
import { counts, diff } from './fakediff'
import type { ChangeView, EnvironmentView, LinkView, LookView, TravellerView, TravelView, WayView } from './views'

/** What the fake calls its own: the target alone has it, so it is on no way. */
const own = (change: ChangeView) => change.key.includes('hotfix')

/** What is known of the environments that were looked at. */
export function travelOf(environments: readonly EnvironmentView[], looks: ReadonlyMap<string, LookView>, items: (ref: string) => Items, limit: number): TravelView {
  const seen = (environment: EnvironmentView) => looks.has(environment.ref)
  const upstream = (environment: EnvironmentView) => environments.find((one) => one.name === environment.upstream)
  const between = (source: EnvironmentView, target: EnvironmentView) =>
    seen(source) && seen(target) ? diff(items(target.ref), items(source.ref)) : []

  const links = environments.flatMap((target): LinkView[] => {
    const source = upstream(target)
    if (!source) return []
    const all = between(source, target)
    const ahead = all.filter((one) => !own(one))
    return [{ source: source.ref, target: target.ref, known: seen(source) && seen(target), behind: ahead.length, ahead: counts(ahead), outgoing: all.length - ahead.length, own: owned(all) }]
  })

  const ends = environments.filter((one) => upstream(one) && !environments.some((other) => other.upstream === one.name))
  const ways = ends.map((end): WayView => {
    const stages = [end]
    for (let next = upstream(end); next; next = upstream(next)) stages.unshift(next)
    const missing = stages.filter((stage) => !seen(stage)).map((stage) => stage.name)
    const found = missing.length > 0 ? [] : travellers(stages.slice(1).map((target, at) => between(stages[at] as EnvironmentView, target)))
    return { stages: stages.map((stage) => stage.ref), missing, total: found.length, items: limit === 0 ? found : found.slice(0, limit) }
  })
  return structuredClone({ looks: environments.flatMap((one) => looks.get(one.ref) ?? []), links, ways })
}

/** What the target has of its own: to a promotion it is what would be removed. */
function owned(all: ChangeView[]) {
  return { added: all.filter(own).length, modified: 0, removed: 0, renamed: 0 }
}

function travellers(legs: ChangeView[][]): TravellerView[] {
  const found = new Map<string, TravellerView>()
  legs.forEach((changes, reached) => {
    for (const change of changes) {
      if (own(change)) continue
      let begins = reached
      while (begins > 0 && !legs[begins - 1]?.some((one) => one.key === change.key)) begins--
      const one = found.get(change.key) ?? { key: change.key, part: change.part, detail: change.key.replace(/^.*:|\/.*$/g, ''), versions: [] }
      one.versions.push({ begins, reached, op: change.op, from: '', conflict: false, older: true, drift: false })
      found.set(change.key, one)
    }
  })
  return [...found.values()].sort((a, b) => (b.versions.at(-1)?.reached ?? 0) - (a.versions.at(-1)?.reached ?? 0) || a.key.localeCompare(b.key))
}
