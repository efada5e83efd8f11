import type { ChangeView, PlanView, ProblemView } from '../backend/views'

/** A change for a test: incoming, and chosen by the plan. */
export function change(key: string, more: Partial<ChangeView> = {}): ChangeView {
  const part = key.includes('object/') ? 'model' : 'configuration'
  return { op: 'modify', part, key, from: '', side: 'incoming', chosen: true, why: '', unsure: false, drifted: false, widens: '', asked: false, aside: false, again: false, needed_by: [], fields: '', ...more }
}

export function problem(key: string, verdict: ProblemView['verdict'], more: Partial<ProblemView> = {}): ProblemView {
  return { key, path: '', message: `${key} ${verdict}`, verdict, accepted: false, needs: [], ...more }
}

export function plan(changes: ChangeView[], more: Partial<PlanView> = {}): PlanView {
  return {
    id: 'p1', act: 'promote', source: '', target: '', base: '', want: '', source_ref: 'shop/Development', target_ref: 'shop/QA',
    changes, problems: [], gate: { required: false, met: true, why: '' }, same: 0, writes: changes.length, refusal: '', code: '', confirm: '', steps: [{ phase: 'guard', text: 'Take a snapshot of QA.' }],
    planned_at: '2026-11-21T09:41:00Z', target_role: 'test', detour: '', earlier: null, place: '', values: [], owned: [], on_failure: 'stop', if_it_fails: '', omitted: [], not_held: [], saved: [], emptied: false, script: '', ...more,
  }
}

/** An answer that comes when the test says so. */
export class Later<T> {
  resolve: (value: T) => void = () => undefined
  reject: (reason: unknown) => void = () => undefined
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve
    this.reject = reject
  })
}

/** Lets everything that waits for an answer already given go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
