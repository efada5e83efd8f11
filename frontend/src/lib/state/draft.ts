import type { Draft } from './answers.svelte'
import { keep, kept } from './kept'

/** A draft belongs to one way: from a source to a target. */
export interface DraftName {
  source: string
  target: string
}

function nameOf({ source, target }: DraftName): string {
  return `draft:${source} > ${target}`
}

/** The draft of a promotion that was closed; null where there is none that can be read. */
export function readDraft(name: DraftName): Draft | null {
  const text = kept(nameOf(name))
  if (text === null) return null
  try {
    const draft: unknown = JSON.parse(text)
    return isDraft(draft) ? draft : null
  } catch {
    return null
  }
}

export function writeDraft(name: DraftName, draft: Draft | null): void {
  keep(nameOf(name), draft && JSON.stringify(draft))
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { ticked, left, conflicts } = value as Partial<Record<keyof Draft, unknown>>
  return Array.isArray(ticked) && Array.isArray(left) && Array.isArray(conflicts)
}
