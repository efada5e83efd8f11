import { environmentName } from '$lib/format/names'
import { reasonWord } from '$lib/format/words'
import type { RunView, SnapshotView } from '$lib/state/views'

/** What a snapshot is, as an event: its note, or the run that it was taken for. */
export function snapshotTitle(snapshot: SnapshotView, run: RunView | null): string {
  if (snapshot.note !== '') return snapshot.note
  if (!run) return reasonWord(snapshot.reason)
  const what = run.why !== '' ? run.why : runWhat(run)
  if (snapshot.reason === 'result') return `After ${what}`
  return snapshot.reason.startsWith('before-') ? `Before ${what}` : reasonWord(snapshot.reason)
}

function runWhat(run: RunView): string {
  const source = environmentName(run.source)
  if (run.act === 'promote') return source === '' ? 'promotion' : `promotion from ${source}`
  if (run.act === 'restore') return 'restore'
  return run.act === 'rollback' ? 'roll back' : 'edit of the model'
}
