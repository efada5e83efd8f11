import type { ConflictAnswer, Draft } from './answers.svelte'
import { keep, kept } from './kept'
import type { Intent, Step } from './intent'

/** A draft belongs to one way: from a source to a target. */
export interface DraftName {
  source: string
  target: string
}

/** The wizard as it is open, for a window that is loaded anew. */
export interface Open {
  intent: Intent
  step: Step
  why: string
  draft: Draft
  /** The states that the accepted losses were told of; of others they are asked for anew. */
  source: string
  target: string
  accepted: string[]
  /** The run that was begun; 0 for none, and while it has no number yet. */
  run: number
  /** When the run was asked for; "" where none was. */
  begun: string
}

function nameOf({ source, target }: DraftName): string {
  return `draft:${source} > ${target}`
}

/** The draft of a promotion that was closed; null where there is none that can be read. */
export function readDraft(name: DraftName): Draft | null {
  return draftOf(read(nameOf(name)))
}

export function writeDraft(name: DraftName, draft: Draft | null): void {
  keep(nameOf(name), draft && JSON.stringify(draft))
}

/** The wizard that was open when the window went; null where there was none. */
export function readOpen(): Open | null {
  const { intent, step, why, source, target, accepted, run, begun, draft } = fields<Open>(read('wizard'))
  const choices = draftOf(draft)
  if (!intent || typeof intent.act !== 'string' || typeof intent.target !== 'string' || !step || !choices) return null
  return { intent, step, why: why ?? '', draft: choices, source: source ?? '', target: target ?? '', accepted: texts(accepted), run: run ?? 0, begun: begun ?? '' }
}

export function writeOpen(open: Open | null): void {
  keep('wizard', open && JSON.stringify(open))
}

function read(name: string): unknown {
  try {
    return JSON.parse(kept(name) ?? 'null')
  } catch {
    return null
  }
}

/** What was kept may be of an older window: nothing of it is certain. */
function fields<T>(value: unknown): Partial<T> {
  return typeof value === 'object' && value !== null ? (value as Partial<T>) : {}
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function draftOf(value: unknown): Draft | null {
  const { ticked, unticked, left, conflicts } = fields<Draft>(value)
  if (!Array.isArray(ticked) || !Array.isArray(unticked) || !Array.isArray(left) || !Array.isArray(conflicts)) return null
  const pairs = conflicts.filter((one): one is [string, ConflictAnswer] => Array.isArray(one) && one.length === 2)
  return { ticked: texts(ticked), unticked: texts(unticked), left: texts(left), conflicts: pairs }
}
