import type { ChangeView, Part, PlanStepView, PlanView, RunView } from '../backend/views'
import { environmentName } from '../format/names'
import { plural } from '../format/numbers'

type Recorded = Pick<RunView, 'act' | 'source' | 'changes' | 'problems' | 'started_at'>

/**
 * The plan of a run as far as its record tells, for a window that was loaded anew after the run began. Caches are what
 * clearing them is called, of the slots that the run writes to.
 */
export function recordedPlan(run: Recorded, target: { ref: string; role: PlanView['target_role'] }, caches: readonly string[]): PlanView {
  return {
    id: '', act: run.act, source: '', target: '', base: '', want: '', source_ref: run.source, target_ref: target.ref,
    changes: run.changes, problems: run.problems, gate: { required: false, met: true, why: '' }, same: 0, writes: run.changes.length, refusal: '', code: '', confirm: '',
    steps: steps(run.changes, environmentName(target.ref), caches), planned_at: run.started_at, target_role: target.role, detour: '', earlier: null, place: '', values: [], owned: [], on_failure: 'stop', if_it_fails: '', omitted: [], not_held: [], saved: [], emptied: false, script: '',
  }
}

function steps(changes: readonly ChangeView[], target: string, caches: readonly string[]): PlanStepView[] {
  const part = (name: Part, title: string): PlanStepView[] => {
    const n = changes.filter((change) => change.part === name).length
    return n === 0 ? [] : [{ phase: name, text: `Update the ${title}: ${plural(n, 'change')}.` }]
  }
  return [
    { phase: 'guard', text: `Take a snapshot of ${target}.` },
    { phase: 'check', text: `Check that ${target} is still what the plan saw.` },
    ...part('model', 'model'),
    ...part('configuration', 'configuration'),
    ...caches.map((name): PlanStepView => ({ phase: 'cache', text: `${name}.` })),
    { phase: 'verify', text: `Read ${target} back and compare it with the plan.` },
  ]
}
