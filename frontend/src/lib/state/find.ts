import type { Act } from './acts.svelte'

/** What people call things elsewhere, and what they are called here. */
const synonyms: Record<string, readonly string[]> = {
  version: ['snapshot', 'history'],
  versions: ['snapshot', 'history'],
  backup: ['snapshot'],
  save: ['snapshot'],
  timeline: ['history'],
  set: ['restore'],
  revert: ['restore', 'roll', 'undo'],
  rollback: ['roll'],
  checkout: ['restore'],
  deploy: ['promote'],
  push: ['promote'],
  sync: ['promote'],
  release: ['promote'],
  diff: ['compare'],
  schema: ['model'],
  dark: ['theme'],
  preferences: ['settings'],
  options: ['settings'],
  help: ['shortcuts'],
  refresh: ['check'],
  reload: ['check'],
}

const groups: readonly Act['group'][] = ['act', 'place', 'run', 'snapshot', 'item']

/** The acts that have every word of a text, in any order: the groups in theirs, and the best first in each. */
export function find(acts: readonly Act[], text: string): Act[] {
  const words = fold(text).split(/\s+/).filter(Boolean)
  return once(acts.filter((act) => !act.hidden))
    .map((act, at) => ({ act, at, score: score(act, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => groups.indexOf(a.act.group) - groups.indexOf(b.act.group) || b.score - a.score || a.at - b.at)
    .map(({ act }) => act)
}

/** A screen may offer what is offered everywhere: it is listed once, with its key. Runs, snapshots and items may be named alike. */
function once(acts: readonly Act[]): Act[] {
  const all = new Map<string, Act>()
  for (const act of acts) {
    const name = act.group === 'act' || act.group === 'place' ? `${act.group} ${act.title}` : act.id
    const known = all.get(name)
    if (!known || (!known.keys?.length && act.keys?.length)) all.set(name, act)
  }
  return [...all.values()]
}

/** 0 where a word is missing; the more the title itself says, the more. */
function score(act: Act, words: readonly string[]): number {
  const title = fold(act.title)
  const rest = fold(`${act.hint ?? ''} ${act.words ?? ''}`)
  let sum = 1
  for (const word of words) {
    const best = Math.max(...[word, ...(synonyms[word] ?? [])].map((each) => said(each, title, rest)))
    if (best === 0) return 0
    sum += best
  }
  return sum
}

function said(word: string, title: string, rest: string): number {
  if (begins(word, title)) return 4
  if (begins(word, rest)) return 2
  return word.length > 2 && title.includes(word) ? 1 : 0
}

/** Whether a word of the text begins so. */
function begins(word: string, text: string): boolean {
  return text.startsWith(word) || [' ', '/', '.', '_', '-', '@', '“'].some((before) => text.includes(before + word))
}

/** Without case and accents. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
}
