import { itemsMarkdown, planMarkdown } from '$lib/format/markdown'
import { environmentName, itemName, refTitle } from '$lib/format/names'
import { number, plural } from '$lib/format/numbers'
import { runTitle, wroteAll } from '$lib/format/words'
import { losesRows, saved } from '$lib/state/planned'
import type { Answer } from '$lib/state/runs.svelte'
import type { Part, Phase, PlanView, ReadBackView, RunView } from '$lib/state/views'
import type { ListedStep } from './StepList.svelte'
import { foundWord, tidy } from './wording'

/** What the page of a run that did not end well says above all else. */
export interface Said {
  title: string
  lead: string
}

/** The step at which a run stopped, counted from 1. */
export function stoppedAt(plan: PlanView, run: RunView, told: Phase | ''): number {
  const phase = told !== '' && told !== 'done' ? told : lastPhase(plan, run)
  const at = plan.steps.findIndex((step) => step.phase === phase)
  return at < 0 ? plan.steps.length : at + 1
}

/** What the journal says of how far it came, where nobody heard it tell of itself. */
function lastPhase(plan: PlanView, run: RunView): Phase {
  const open = run.steps.find((step) => step.outcome !== 'done')
  if (!open) return 'verify'
  return plan.changes.find((change) => change.key === open.key)?.part ?? 'configuration'
}

const answering: Record<Answer, string> = { undo: 'Undoing on', continue: 'Continuing on', leave: 'Leaving' }

export function said(plan: PlanView, run: RunView, back: ReadBackView | null, phase: Phase | '', answer: Answer | null = null): Said {
  const target = environmentName(plan.target_ref)
  if (answer) return { title: `${answering[answer]} ${target}`, lead: answer === 'leave' ? '' : 'Everything is read back and compared at its end.' }
  if (run.status === 'undone') {
    return { title: `${target} is as it was before`, lead: 'Every change of this run was taken back, and read back.' }
  }
  if (run.status === 'left') {
    return { title: `${target} was left as it is`, lead: 'The run is closed. Its snapshot from before is kept in the history.' }
  }
  if (run.status === 'diverged' && run.undoing) {
    return { title: `${target} is not as it was before`, lead: `Every change was taken back, but what was read back differs. Parts of ${target} may not work as before.` }
  }
  if (run.status === 'diverged') {
    const lead = `Everything was written, but what was read back differs. Parts of ${target} may not work as planned.`
    return { title: `${target} does not match the plan`, lead }
  }
  if (run.undoing) return stoppedUndoing(target, plan, back)
  if (back && back.after === 0 && back.neither === 0) {
    return { title: 'Stopped before the first change', lead: `Nothing has been written to ${target}: every item is as it was before.` }
  }
  if (!back && unknown(run)) {
    return { title: 'Outcome unknown, reading back', lead: `The answer to the last write was lost. ${target} is read now, to see what is there.` }
  }
  if (wroteAll(run)) {
    return { title: 'Every change was written, but not checked', lead: `${target} was not read back and compared after it. Continue does that now.` }
  }
  const title = `Stopped at step ${stoppedAt(plan, run, phase)} of ${plan.steps.length}`
  return { title, lead: back ? `${target} is half way: ${halves(plan, back)}. Choose how to go on.` : `What is on ${target} is not known yet.` }
}

/** A run that stopped on its way back. Its journal counts what was taken back, so only what is there tells how far it is. */
function stoppedUndoing(target: string, plan: PlanView, back: ReadBackView | null): Said {
  const title = 'Stopped while it was being undone'
  if (!back) return { title, lead: `What is on ${target} is not known yet.` }
  if (back.after + back.neither === 0) return { title, lead: `Every item is as it was before, but ${target} was not compared as a whole. Undo does that now.` }
  return { title, lead: `${target} is half way: ${halves(plan, back)}. Choose how to go on.` }
}

/** The steps of a run that stopped, and how it went with each: those before the one where it stopped are done. */
export function listed(plan: PlanView, run: RunView, back: ReadBackView | null, told: Phase | '', took: (phase: Phase) => string): ListedStep[] {
  const stopped = stoppedAt(plan, run, told) - 1
  return plan.steps.map(({ phase, text }, at) => {
    const state = at < stopped ? 'done' : at === stopped ? 'failed' : 'not started'
    return { title: tidy(text), state, note: noteOf(plan, run, back, phase, state), took: state === 'not started' ? '' : took(phase) }
  })
}

function noteOf(plan: PlanView, run: RunView, back: ReadBackView | null, phase: Phase, state: ListedStep['state']): string {
  if (state === 'not started') return 'Not started'
  if (phase === 'guard') return run.guard === '' ? '' : refTitle(run.guard)
  if (phase !== 'model' && phase !== 'configuration') return state === 'failed' ? 'Not finished' : ''
  const keys = new Set(plan.changes.filter((change) => change.part === phase).map((change) => change.key))
  const items = back?.items.filter((item) => keys.has(item.key)) ?? []
  return items.length === 0 ? '' : `${number(items.filter((item) => item.now === 'after').length)} of ${plural(items.length, 'change')} made`
}

/** Whether a write was begun whose answer nobody has. */
export function unknown(run: RunView): boolean {
  return run.steps.some((step) => step.outcome === 'begun')
}

/** The model is new, the configuration is still the old one; or how many of each are which. */
export function halves(plan: PlanView, back: ReadBackView): string {
  const parts: Part[] = ['model', 'configuration']
  const said = parts.flatMap((part) => {
    const keys = new Set(plan.changes.filter((change) => change.part === part).map((change) => change.key))
    const items = back.items.filter((item) => keys.has(item.key))
    if (items.length === 0) return []
    const fresh = items.filter((item) => item.now === 'after').length
    const old = items.filter((item) => item.now === 'before').length
    if (fresh === items.length) return [`the ${part} is new`]
    if (old === items.length) return [`the ${part} is still the old one`]
    return [`${number(fresh)} of ${plural(items.length, 'item')} of the ${part} ${fresh === 1 ? 'is' : 'are'} new`]
  })
  return said.length === 0 ? `${number(back.after)} of ${plural(back.items.length, 'item')} are new` : said.join(', ')
}

/** The items that a run's page names: of one that ended apart from its plan, those alone that are not as it was to leave them. */
export function named(run: RunView, back: ReadBackView): ReadBackView['items'] {
  if (run.status !== 'diverged') return back.items
  return back.items.filter((item) => item.now !== (run.undoing ? 'before' : 'after'))
}

/** What else differed when a run was read back, of which it was to write nothing. */
export function strays(run: RunView, back: ReadBackView): string[] {
  if (run.status !== 'diverged') return []
  const own = new Set(back.items.map((item) => item.key))
  return run.problems.filter((problem) => problem.verdict === 'blocks' && !own.has(problem.key)).map((problem) => problem.message)
}

/** The report of a run that did not end well, as Markdown: of one that ended apart from its plan, what is apart. */
export function report(plan: PlanView, run: RunView, back: ReadBackView | null, told: Said): string {
  const outcome = `\n## Outcome\n\n${told.title}. ${told.lead}\n\n${run.failure}\n`
  if (run.status !== 'diverged' || !back) return `${planMarkdown(plan)}${outcome}`
  const items = named(run, back).map((item) => ({ key: item.key, word: foundWord(item) }))
  return `# ${runTitle(run)}\n${outcome}${itemsMarkdown(run.undoing ? 'Not as before' : 'Not as planned', items, strays(run, back))}`
}

/** What may break while it stands so: which items are new beside which old ones, or which are apart from the plan. */
export function mayBreak(run: RunView, back: ReadBackView): string {
  if (run.status === 'diverged') {
    const apart = named(run, back)
    return apart.length === 0 ? '' : `Whatever needs ${firstNames(apart)} may not work until you choose.`
  }
  if (back.after === 0 || back.before + back.neither === 0) return ''
  const names = (now: string) => firstNames(back.items.filter((item) => item.now === now))
  const odd = back.neither === 0 ? '' : ` Neither as before nor as planned: ${names('neither')}.`
  const old = back.before === 0 ? '' : `, beside what is still the old: ${names('before')}`
  return `New is ${names('after')}${old}.${odd} Whatever needs both from one version may not work until you choose.`
}

function firstNames(items: ReadBackView['items']): string {
  const shown = items.slice(0, 3).map((item) => itemName(item.key).name)
  return `${shown.join(', ')}${items.length > shown.length ? ` and ${number(items.length - shown.length)} more` : ''}`
}

/** What no way back brings back: the losses that were accepted and whose items are not as before any more. */
export function notBack(plan: PlanView, run: RunView, back: ReadBackView | null): string[] {
  const old = new Set(back?.items.filter((item) => item.now === 'before').map((item) => item.key) ?? [])
  return run.problems.filter((problem) => losesRows(plan, problem) && problem.accepted && !saved(run, problem) && !old.has(problem.key)).map((problem) => problem.message)
}
