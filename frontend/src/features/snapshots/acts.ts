import type { Act } from '$lib/state/acts.svelte'
import type { EventView, SnapshotView } from '$lib/state/views'

/** What the acts of a history are about, and who does them. */
export interface Doing {
  event: EventView | null
  snapshot: SnapshotView | null
  /** Whether two events are chosen. */
  two: boolean
  /** Whether the environment can be read, to compare with it as it is now. */
  connected: boolean
  restore: (snapshot: SnapshotView) => void
  compare: () => void
  write: () => void
  note: () => void
  pin: () => void
  remove: () => void
  search: () => void
  take: () => void
}

/** What can be done in a history now. */
export function historyActs(doing: Doing): Act[] {
  const { event, snapshot, two, connected } = doing
  const acts: Act[] = [
    { id: 'history.search', title: 'Find in the history', group: 'act', keys: ['/', 'Ctrl+F'], run: doing.search },
    { id: 'history.take', title: 'Take a snapshot…', group: 'act', keys: ['Ctrl+S'], run: doing.take },
  ]
  if (!event || !snapshot) return acts
  const compare: Act = { id: 'history.compare', title: two ? 'Compare these two' : 'Compare with now', group: 'snapshot', keys: ['C'], run: doing.compare }
  if (two) return [...acts, compare]
  const { before, after } = event
  const hint = `Snapshot ${snapshot.number}`
  const restores: Act[] =
    before && after
      ? [
          { id: 'history.restore', title: 'Restore before…', group: 'snapshot', keys: ['R'], run: () => doing.restore(before) },
          { id: 'history.restore-after', title: 'Restore after…', group: 'snapshot', keys: ['Shift+R'], run: () => doing.restore(after) },
        ]
      : [{ id: 'history.restore', title: 'Restore…', hint, group: 'snapshot', keys: ['R'], run: () => doing.restore(snapshot) }]
  return [
    ...acts,
    ...restores,
    ...(connected ? [compare] : []),
    { id: 'history.export', title: 'Export…', hint, group: 'snapshot', keys: ['E', 'Ctrl+E'], run: doing.write },
    { id: 'history.note', title: snapshot.note === '' ? 'Add a note…' : 'Change the note…', hint, group: 'snapshot', keys: ['L'], run: doing.note },
    { id: 'history.pin', title: snapshot.pinned ? 'Unpin' : 'Pin', hint, group: 'snapshot', keys: ['P'], run: doing.pin },
    { id: 'history.delete', title: `Delete snapshot ${snapshot.number}…`, group: 'snapshot', keys: ['Delete'], run: doing.remove },
  ]
}
