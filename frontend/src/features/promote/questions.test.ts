import { describe, expect, it } from 'vitest'
import { Answers, unanswered } from '$lib/state/answers.svelte'
import { change, plan, problem } from '$lib/state/testing'
import { byCause, questions } from './questions'

describe('the questions of a part', () => {
  // What Development removes is still needed by what only QA has; each of the two says so.
  const customers = change('main:object/customers', { op: 'remove' })
  const loyalty = change('main:object/loyalty', { op: 'remove', side: 'outgoing', chosen: false })
  const made = plan([customers, loyalty], {
    problems: [
      problem(customers.key, 'blocks', { needs: [loyalty.key] }),
      problem(loyalty.key, 'blocks', { needs: [customers.key, loyalty.key] }),
    ],
  })

  it('ask once about what stays and what it holds up, and offer to take both away', () => {
    const answers = new Answers()
    answers.begin(made)
    const asked = questions(made, answers, 'model')
    expect(asked.map(({ key, messages, bring }) => [key, messages.length, bring.map((one) => one.key)])).toEqual([[customers.key, 2, [loyalty.key]]])
    expect(unanswered(made, answers, 'model')).toEqual([customers.key])
  })

  it('offer to take away what only the target has where that alone is wrong', () => {
    const alone = plan([loyalty], { problems: [problem(loyalty.key, 'blocks', { needs: [loyalty.key] })] })
    const answers = new Answers()
    answers.begin(alone)
    expect(questions(alone, answers, 'model')).toMatchObject([{ key: loyalty.key, bring: [{ key: loyalty.key }], leaving: false, canLeave: false }])
  })

  it('ask about a system as a whole where its files are chosen, which may be left out', () => {
    const full = plan([customers, change('main:file/large')], { problems: [problem('', 'blocks', { whole: true, message: 'QA needs more room.' })] })
    const answers = new Answers()
    answers.begin(full)
    expect(questions(full, answers, 'model')).toEqual([])
    expect(questions(full, answers, 'configuration')).toMatchObject([{ key: '', kind: 'blocks', messages: [{ text: 'QA needs more room.' }] }])
    expect(unanswered(full, answers, 'model')).toEqual([])
  })

  it('ask whether something that goes is something that comes', () => {
    const product = change('main:table/product', { part: 'model' })
    const rename = { from: 'product.note', to: 'remark', same: 'main:product.note=remark', other: 'main:product.note!=remark' }
    const lost = plan([product], { problems: [problem(product.key, 'loses', { rename })] })
    const answers = new Answers()
    answers.begin(lost)
    expect(questions(lost, answers, 'model')).toMatchObject([{ key: product.key, kind: 'loses', renames: [rename], answered: false }])
  })

  it('say once what blocks several items', () => {
    const [a, b, c, d] = [change('main:file/a'), change('main:file/b'), change('main:file/c'), change('main:file/d')]
    const shut = (one: { key: string }, cause: string) => problem(one.key, 'blocks', { cause })
    const blocked = plan([a, b, c, d], { problems: [shut(a, 'srv is shut.'), shut(b, ''), shut(c, 'srv is shut.'), shut(d, 'etc is shut.')] })
    const answers = new Answers()
    answers.begin(blocked)
    const asked = questions(blocked, answers, 'configuration')
    const groups = byCause(asked)
    expect(groups.map(({ cause, questions }) => [cause, questions.map(({ name }) => name)])).toEqual([['', ['b']], ['', ['d']], ['srv is shut.', ['a', 'c']]])
    expect(groups.flatMap((group) => group.questions)).toEqual(asked)
  })

  it('show the first of thousands that one cause blocks', () => {
    const many = Array.from({ length: 2000 }, (_, n) => change(`main:file/${n}`))
    const blocked = plan(many, { problems: many.map((one) => problem(one.key, 'blocks', { cause: 'srv is shut.' })) })
    const answers = new Answers()
    answers.begin(blocked)
    expect(byCause(questions(blocked, answers, 'configuration')).map((group) => [group.questions.length, group.shown.length])).toEqual([[2000, 50]])
  })
})
