import { render, screen } from '@testing-library/svelte'
import { describe, expect, it, vi } from 'vitest'
import { Answers } from '$lib/state/answers.svelte'
import { change, plan, problem } from '$lib/state/testing'
import { askedOf } from './asked'
import { linesOf } from './lines'
import RestoreQuestions from './RestoreQuestions.svelte'

const loss = change('main:object/banner', { op: 'remove' })
const needs = change('main:file/tax.json')

function answered(more: Parameters<typeof plan>[1] = {}) {
  const made = plan([loss, needs], { act: 'restore', ...more })
  const answers = new Answers()
  answers.begin(made)
  return { made, answers }
}

describe('what is asked before a restore', () => {
  it('is each loss, and no loss is accepted by itself', () => {
    const { made, answers } = answered({ problems: [problem(loss.key, 'loses', { message: 'banner loses 12 rows.' }), problem(needs.key, 'note')] })
    expect(askedOf(made, answers).map(({ kind, key, answered: done }) => [kind, key, done])).toEqual([
      ['loses', loss.key, false],
      ['note', needs.key, true],
    ])
    answers.accept(loss.key)
    expect(askedOf(made, answers)[0]?.answered).toBe(true)
  })

  it('is what blocks before what is lost, one question an item', () => {
    const { made, answers } = answered({ problems: [problem(needs.key, 'loses'), problem(loss.key, 'loses'), problem(loss.key, 'note'), problem(needs.key, 'blocks')] })
    const asked = askedOf(made, answers)
    expect(asked.map(({ kind, key }) => [kind, key])).toEqual([
      ['blocks', needs.key],
      ['loses', loss.key],
    ])
    expect(asked[0]?.texts).toHaveLength(2)
    expect(asked[1]?.texts.map(({ note }) => note)).toEqual([false, true])
  })

  it('is whether what something needs is restored too', () => {
    const { made, answers } = answered()
    answers.tick([needs], false)
    const brought = { ...made, changes: [loss, { ...needs, why: 'banner needs it.' }] }
    expect(askedOf(brought, answers).map(({ kind, texts }) => [kind, texts])).toEqual([['needed', [{ text: 'banner needs it.', note: false }]]])
    answers.leaveOut([needs.key])
    expect(askedOf(brought, answers)).toEqual([])
  })

  it('has no answer that is chosen beforehand', async () => {
    const { made, answers } = answered({ problems: [problem(loss.key, 'loses')] })
    const onaccept = vi.fn()
    const nothing = () => undefined
    render(RestoreQuestions, { asked: askedOf(made, answers), busy: false, saved: new Set<string>(), onaccept, onsave: nothing, onleave: nothing, ontake: nothing, onshow: nothing, onfill: () => Promise.resolve(), onrename: nothing })
    const radios = screen.getAllByRole<HTMLInputElement>('radio')
    expect(radios.map((radio) => [radio.getAttribute('aria-label'), radio.checked])).toEqual([
      ['Accept the loss: banner', false],
      ['Leave it out: banner', false],
    ])
    radios[0]?.click()
    expect(onaccept).toHaveBeenCalledWith(loss.key)
  })
})

describe('the tree of what to restore', () => {
  it('has a group for each kind, mixed where some of it is ticked', () => {
    const { made, answers } = answered()
    answers.tick([needs], false)
    expect(linesOf(made.changes, answers).map(({ name, level, ticked, place, of }) => [name, level, ticked, place, of])).toEqual([
      ['Objects', 1, 'all', 1, 2],
      ['banner', 2, 'all', 1, 1],
      ['Configuration', 1, 'none', 2, 2],
      ['tax.json', 2, 'none', 1, 1],
    ])
  })

  it('has the rows of a table below it', () => {
    const made = plan(['main:row/flags/a', 'main:row/tax/DE', 'main:row/flags/b'].map((key) => change(key)))
    expect(linesOf(made.changes, answered().answers).map(({ name, level, changes }) => [name, level, changes.length])).toEqual([
      ['Rows of flags', 1, 2], ['flags/a', 2, 1], ['flags/b', 2, 1], ['Rows of tax', 1, 1], ['tax/DE', 2, 1],
    ])
  })
})
