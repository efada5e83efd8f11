import { environmentName, itemName } from '$lib/format/names'
import { number, plural } from '$lib/format/numbers'
import { clock, shortTime } from '$lib/format/time'
import { reasonWord, statusWord } from '$lib/format/words'
import type { EventKind, EventRunView, EventView, SnapshotView } from '$lib/state/views'

/** The note of an event: of what it left, or of what was there before. */
export function noteOf(event: EventView): string {
  return event.after?.note || event.before?.note || ''
}

export function pinnedOf(event: EventView): boolean {
  return [event.before, event.after].some((snapshot) => snapshot?.pinned)
}

/** The snapshot that an event is opened with: what was before it, which is the way back. */
export function mainOf(event: EventView): SnapshotView | null {
  return event.before ?? event.after
}

/** What the environment was after an event. */
export function leftBy(event: EventView): SnapshotView | null {
  return event.after ?? event.before
}

/** The title of an event: its note, or why it was done, or else what was done. */
export function eventTitle(event: EventView): string {
  const why = event.before ? (event.run?.why ?? '') : ''
  return noteOf(event) || why || eventWords(event)
}

/** What was done: Promoted from Staging. */
function eventWords(event: EventView): string {
  const { run } = event
  if (!event.before || !run) return aloneWords(event)
  const was = runWords(run)
  switch (run.status) {
    case 'done':
      return was.done
    case 'running':
      return was.doing
    case 'undone':
      return `${was.done}, then undone`
    case 'left':
      return `${was.done}, left half way`
    default:
      return `${was.done}, not finished`
  }
}

function runWords(run: EventRunView): { done: string; doing: string } {
  const from = environmentName(run.from)
  switch (run.act) {
    case 'promote':
      return from === '' ? { done: 'Promoted', doing: 'Promoting' } : { done: `Promoted from ${from}`, doing: `Promoting from ${from}` }
    case 'restore': {
      const what = run.restored_at === '' ? '' : shortTime(run.restored_at, new Date())
      const whose = from === '' || from === environmentName(run.to) ? what : `${from}, ${what}`
      return whose === '' ? { done: 'Restored', doing: 'Restoring' } : { done: `Restored to ${whose}`, doing: `Restoring to ${whose}` }
    }
    case 'rollback': {
      const what = run.takes_back > 0 ? ` run ${run.takes_back}` : ''
      return { done: `Rolled back${what}`, doing: `Rolling back${what}` }
    }
    default:
      // An event does not tell whether it was the model or a value.
      return { done: 'Edited', doing: 'Editing' }
  }
}

const alone: Partial<Record<EventKind, string>> = { manual: 'Snapshot taken by hand', imported: 'Imported' }

function aloneWords({ kind, run }: EventView): string {
  if (kind === 'source' && run) return `Promoted to ${environmentName(run.to)}`
  return alone[kind] ?? reasonWord(kind)
}

/** The second line of an event: what it was where the title is something else, when, and by whom. */
export function eventLine(event: EventView): string {
  const what = eventWords(event)
  const parts = [what === eventTitle(event) ? '' : what, clock(event.at), event.by]
  if (event.kind === 'imported' && event.after) parts.push(reasonWord(event.after.reason).toLowerCase())
  if (event.run && event.before && event.run.taken_back_by > 0) parts.push(`taken back by run ${event.run.taken_back_by}`)
  return parts.filter((part) => part !== '').join(', ')
}

/** 1 of 214 items is damaged: settings/mail.json. "" where nothing is. */
export function damageWords(event: EventView): string {
  const { damaged } = event
  if (damaged.length === 0) return ''
  if (damaged.some((one) => one.key === '')) return 'The list of its items is damaged.'
  const names = [...new Set(damaged.map((one) => itemName(one.key).name))]
  const items = leftBy(event)?.items ?? 0
  const shown = names.slice(0, 2).join(', ') + (names.length > 2 ? ` and ${plural(names.length - 2, 'other')}` : '')
  return `${number(names.length)} of ${plural(items, 'item')} ${names.length === 1 ? 'is' : 'are'} damaged: ${shown}`
}

const kindWords: Partial<Record<EventKind, string>> = {
  promote: 'Promotions',
  restore: 'Restores',
  rollback: 'Roll backs',
  edit: 'Edits',
  manual: 'Taken by hand',
  drift: 'Drift found',
  source: 'Promoted from here',
  imported: 'Imported',
}

/** Events of a kind, as the list of reasons names them. */
export function kindTitle(kind: EventKind): string {
  return kindWords[kind] ?? reasonWord(kind)
}

/** How a snapshot stands to the event that it is of: just before a promotion. */
export function placeWords(event: EventView, snapshot: SnapshotView): string {
  if (!event.before || !event.run) return event.kind === 'imported' ? 'imported from an archive' : aloneWords(event).replace(/^./, (first) => first.toLowerCase())
  const acts = { promote: 'a promotion', restore: 'a restore', rollback: 'a roll back', edit: 'an edit' }
  const side = snapshot.ref === event.before.ref ? 'just before' : 'right after'
  const ended = event.run.status === 'done' ? '' : ` (${statusWord(event.run.status).toLowerCase()})`
  return `${side} ${acts[event.run.act]}${ended}`
}
