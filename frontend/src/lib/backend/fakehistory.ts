import type { EventView, HistoryRequest, HistoryView, RunView, SnapshotView } from './views'

// The history of the fake: its snapshots and runs as events, newest first.

export function fakeEvents(snapshots: SnapshotView[], runs: RunView[]): EventView[] {
  const find = (ref: string) => snapshots.find((one) => one.ref === ref) ?? null
  const ofRuns = runs
    .filter((run) => find(run.guard) !== null)
    .map((run): EventView => ({ ...plain(`run ${run.number}`), kind: run.act, at: run.started_at, by: run.by, run: runOf(run), before: find(run.guard), after: find(run.result) }))
  const taken = new Set(ofRuns.flatMap((event) => [event.before?.ref, event.after?.ref]))
  const alone = snapshots
    .filter((one) => !taken.has(one.ref))
    .map((one): EventView => ({ ...plain(`snapshot ${one.id}`), kind: one.imported ? 'imported' : one.reason, at: one.taken_at, by: one.by, after: one }))
  const number = (event: EventView) => (event.before ?? event.after)?.number ?? 0
  const all = [...ofRuns, ...alone].sort((a, b) => number(b) - number(a))
  return all.map((event, at) => ({ ...event, older: (all[at + 1]?.after ?? all[at + 1]?.before)?.ref ?? '' }))
}

function plain(id: string): EventView {
  return { id, kind: 'manual', at: '', by: '', run: null, before: null, after: null, older: '', counts: null, counting: false, matched: [], damaged: [] }
}

function runOf(run: RunView): EventView['run'] {
  const { number, act, status, open, why, takes_back, taken_back_by } = run
  return { number, act, status, open, why, takes_back, taken_back_by, from: run.source.replace(/@\d+$/, ''), to: run.target, restored_at: '' }
}

export function fakeHistory(all: EventView[], request: HistoryRequest): HistoryView {
  const found = all.filter((event) => wanted(event, request))
  const at = found.findIndex((event) => request.around !== '' && [event.before?.ref, event.after?.ref].includes(request.around))
  const offset = at < 0 ? request.offset : Math.max(0, at - Math.floor(request.limit / 2))
  const days: HistoryView['days'] = []
  for (const { at: iso } of found) {
    const day = new Date(iso).toLocaleDateString('sv-SE')
    const last = days.at(-1)
    if (last?.day === day) last.events++
    else days.push({ day, events: 1 })
  }
  return structuredClone({
    environment: request.environment,
    events: found.slice(offset, offset + request.limit),
    offset,
    total: found.length,
    all: all.length,
    snapshots: all.flatMap((event) => [event.before, event.after].filter((one) => one !== null)).length,
    days,
    reasons: [...new Set(all.map((event) => event.kind))],
    found: at,
    unread: 0,
    verified_at: '',
  })
}

function wanted(event: EventView, { search, reason, pinned }: HistoryRequest): boolean {
  const both = [event.before, event.after].filter((one) => one !== null)
  const text = [event.kind, event.by, event.run?.why, ...both.map((one) => one.note)].join('\n').toLowerCase()
  if (reason !== '' && event.kind !== reason) return false
  if (pinned && !both.some((one) => one.pinned)) return false
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}
