import { describe, expect, it } from 'vitest'
import { change, plan, problem } from '$lib/state/testing'
import type { ReadBackView, RunView } from '$lib/state/views'
import { halves, mayBreak, named, notBack, report, said, stoppedAt, strays } from './failed'
import { bandWords } from './wording'

const [a, b, object] = [change('main:file/a'), change('main:file/b'), change('main:object/orders')]
const step = (phase: 'guard' | 'check' | 'model' | 'configuration' | 'verify') => ({ phase, text: phase })
const made = plan([object, a, b], { steps: [step('guard'), step('check'), step('model'), step('configuration'), step('verify')] })

function run(outcomes: RunView['steps'][number]['outcome'][], more: Partial<RunView> = {}): RunView {
  const changes = made.changes.slice(0, outcomes.length)
  const steps = outcomes.map((outcome, at) => ({ key: changes[at]?.key ?? '', op: 'modify' as const, outcome }))
  const applied = outcomes.filter((outcome) => outcome === 'done').length
  return {
    number: 1, uuid: '', act: 'promote', status: 'failed', open: true, undoing: false, by: '', why: '', environment: 'shop/QA', source: '', target: 'shop/QA', guard: '', result: '',
    applied, changes, problems: [], failure: 'No', takes_back: 0, taken_back_by: 0, steps, started_at: '', ended_at: '', checks: [], past_gate: false, by_policy: false, saved: [], ...more,
  }
}

function back(...found: ReadBackView['items'][number]['now'][]): ReadBackView {
  const items = found.map((now, at) => ({ key: made.changes[at]?.key ?? '', op: 'modify' as const, now }))
  const count = (now: string) => found.filter((one) => one === now).length
  return { run: 1, checked_at: '', items, before: count('before'), after: count('after'), neither: count('neither') }
}

describe('a run that stopped', () => {
  it('names the step, by what it told or by its journal', () => {
    expect(stoppedAt(made, run(['done', 'begun', 'planned']), 'configuration')).toBe(4)
    expect(stoppedAt(made, run(['begun', 'planned', 'planned']), '')).toBe(3)
    expect(stoppedAt(made, run(['done', 'done', 'done']), '')).toBe(5)
  })

  it('says which half is new and which is old', () => {
    expect(halves(made, back('after', 'before', 'before'))).toBe('the model is new, the configuration is still the old one')
    expect(halves(made, back('after', 'after', 'before'))).toBe('the model is new, 1 of 2 items of the configuration is new')
    expect(said(made, run(['done', 'begun', 'planned']), back('after', 'before', 'before'), '')).toEqual({
      title: 'Stopped at step 4 of 5',
      lead: 'QA is half way: the model is new, the configuration is still the old one. Choose how to go on.',
    })
  })

  it('calls an outcome unknown until it was read back, and nothing written where nothing is', () => {
    const lost = run(['begun', 'planned', 'planned'])
    expect(said(made, lost, null, '').title).toBe('Outcome unknown, reading back')
    expect(said(made, lost, back('before', 'before', 'before'), '').title).toBe('Stopped before the first change')
  })

  const band = (of: RunView, known: Parameters<typeof bandWords>[2]) => bandWords({ step: 'failed', plan: made, run: of, startedAt: '' }, 'QA', known)

  it('claims nothing of the target before it was read back, and then what was found', () => {
    const undoing = run(['planned', 'planned', 'planned'], { undoing: true })
    expect(band(undoing, { answer: null, back: null })).toBe('What is on QA is not known yet')
    expect(band(undoing, { answer: null, back: back('after', 'after', 'before') })).toBe('QA is half way')
    expect(said(made, undoing, back('after', 'after', 'before'), '').title).toBe('Stopped while it was being undone')
    expect(band(undoing, { answer: null, back: back('before', 'before', 'before') })).toBe('QA is as it was before')
    const stopped = run(['planned', 'planned', 'planned'])
    expect(said(made, stopped, null, '').title).not.toContain('before the first change')
    expect(band(stopped, { answer: null, back: back('before', 'before', 'before') })).toBe('Nothing has been written to QA')
  })

  it('says that it writes while it is answered', () => {
    const written = run(['done', 'done', 'done'])
    expect(band(written, { answer: null, back: null })).toBe('QA was not read back and compared')
    expect(band(written, { answer: 'undo', back: null })).toBe('Writing to QA')
    expect(said(made, written, null, '', 'undo').title).toBe('Undoing on QA')
    expect(said(made, written, null, '', 'continue').title).toBe('Continuing on QA')
  })

  it('that ended apart from its plan names what is apart, and nothing else', () => {
    const problems = [problem(b.key, 'blocks', { message: 'b differs from what was wanted.' }), problem('main:file/own', 'blocks', { message: 'own is there and was not wanted.' })]
    const apart = run(['done', 'done', 'done'], { status: 'diverged', problems })
    const found = back('after', 'after', 'neither')
    expect(named(apart, found).map((item) => item.key)).toEqual([b.key])
    expect(named({ ...apart, undoing: true }, found)).toHaveLength(3)
    expect(strays(apart, found)).toEqual(['own is there and was not wanted.'])
    expect(mayBreak(apart, found)).toBe('Whatever needs b may not work until you choose.')
    const text = report(made, apart, found, said(made, apart, found, ''))
    expect(text).toContain('## Not as planned\n\n- b: neither as before nor as planned\n- own is there and was not wanted.\n')
    expect(text).not.toContain('orders')
    expect(report(made, run(['done', 'begun', 'planned']), found, said(made, apart, found, ''))).toContain('orders')
  })

  it('names what may break, and what no way back brings back', () => {
    expect(mayBreak(run([]), back('after', 'neither', 'before'))).toContain('New is orders, beside what is still the old: b. Neither as before nor as planned: a.')
    expect(mayBreak(run([]), back('before', 'before', 'before'))).toBe('')
    const lossy = run(['done'], { problems: [problem(object.key, 'loses', { accepted: true }), problem(a.key, 'loses', { accepted: true })] })
    expect(notBack(made, lossy, back('after', 'before', 'before'))).toEqual([`${object.key} loses`])
  })
})
