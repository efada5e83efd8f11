import { describe, expect, it } from 'vitest'
import { Answers, unanswered } from './answers.svelte'
import { change, plan, problem } from './testing'

describe('answers', () => {
  it('begin with what the source changed, and with nothing that is unsure', () => {
    const answers = new Answers()
    answers.begin(plan([change('main:file/a'), change('main:file/b', { unsure: true, op: 'remove' }), change('main:file/c', { side: 'outgoing' }), change('main:file/d', { side: 'conflict' })]))
    expect([...answers.ticked]).toEqual(['main:file/a'])
    expect(answers.accepted.size).toBe(0)
  })

  it('send what the target changed as taken from the source, and as ticked', () => {
    const answers = new Answers()
    const made = plan([change('main:file/a'), change('main:file/c', { side: 'outgoing', chosen: false }), change('main:file/d', { side: 'conflict', chosen: false }), change('main:file/e', { side: 'conflict', chosen: false })])
    answers.begin(made)
    answers.tick(made.changes.slice(1, 3), true)
    answers.tick(made.changes.slice(3), false)
    const request = answers.request(made)
    expect(request.ticking).toBe(true)
    expect(request.ticked).toEqual(['main:file/a', 'main:file/c', 'main:file/d'])
    expect(request.take_source).toEqual(['main:file/c', 'main:file/d'])
    expect(request.take_target).toEqual(['main:file/e'])
  })

  it('ask about what was brought along and is unticked: it moves until one of both gives', () => {
    const answers = new Answers()
    const brought = change('main:object/customers', { why: 'orders needs customers.', needed_by: ['main:object/orders'] })
    expect(answers.moves(brought)).toBe(true)
    expect(answers.brought(brought)).toBe(true)
    expect(answers.contested(brought)).toBe(false)
    answers.tick([brought], false)
    expect(answers.contested(brought)).toBe(true)
    expect(answers.moves(brought)).toBe(true)
    expect(unanswered(plan([brought]), answers, 'model')).toEqual([brought.key])
    answers.tick([brought], true)
    expect(answers.contested(brought)).toBe(false)
    answers.leaveOut([brought.key])
    expect(answers.moves(brought)).toBe(false)
  })

  it('begin with what the plan was asked for, and with nothing else', () => {
    const answers = new Answers()
    const asked = change('main:file/a', { asked: true, unsure: true, op: 'remove' })
    const clash = change('main:file/c', { aside: true, side: 'conflict' })
    const made = plan([asked, change('main:file/b', { aside: true }), clash])
    answers.begin(made)
    expect([...answers.ticked]).toEqual([asked.key])
    expect(unanswered(made, answers, 'configuration')).toEqual([])
  })

  it('begin without what drifted, and without what gives more rights', () => {
    const answers = new Answers()
    answers.begin(plan([change('main:file/a'), change('main:file/b', { drifted: true }), change('main:file/c', { widens: 'becomes executable' })]))
    expect([...answers.ticked]).toEqual(['main:file/a'])
  })

  it('keep in a draft what was done by hand, so that what is new starts as everything new does', () => {
    const answers = new Answers()
    const [a, b, drifted] = [change('main:file/a'), change('main:file/b'), change('main:file/c', { drifted: true })]
    const made = plan([a, b, drifted])
    answers.begin(made)
    answers.tick([a], false)
    answers.tick([drifted], true)
    const draft = answers.draft(made)
    expect(draft).toEqual({ ticked: [drifted.key], unticked: [a.key], left: [], conflicts: [] })
    const later = new Answers()
    expect(later.resume(plan([a, drifted, change('main:file/new')]), draft)).toEqual([])
    expect([...later.ticked].sort()).toEqual([drifted.key, 'main:file/new'])
  })

  it('take an accepted loss back when its item is unticked', () => {
    const answers = new Answers()
    const item = change('main:object/coupons')
    answers.begin(plan([item]))
    answers.accept(item.key)
    answers.tick([item], false)
    expect(answers.accepted.size).toBe(0)
  })

  it('resume from a draft without what is gone, and without accepted losses', () => {
    const answers = new Answers()
    answers.accept('main:file/a')
    const gone = answers.resume(plan([change('main:file/a'), change('main:file/d', { side: 'conflict' })]), {
      ticked: ['main:file/a', 'main:file/gone'],
      unticked: [],
      left: ['main:file/gone'],
      conflicts: [['main:file/d', 'target'], ['main:file/a', 'source']],
    })
    expect([...answers.ticked]).toEqual(['main:file/a'])
    expect(gone).toEqual(['main:file/gone'])
    expect([...answers.left]).toEqual([])
    expect([...answers.conflicts]).toEqual([['main:file/d', 'target']])
    expect(answers.accepted.size).toBe(0)
  })
})

describe('what needs an answer', () => {
  it('is each conflict, each loss and each block of the part, an item once', () => {
    const answers = new Answers()
    const made = plan([change('main:object/a'), change('main:object/b', { side: 'conflict' }), change('main:file/c')], {
      problems: [problem('main:object/a', 'loses'), problem('main:object/a', 'loses'), problem('main:object/b', 'blocks'), problem('main:file/c', 'note')],
    })
    expect(unanswered(made, answers, 'model').sort()).toEqual(['main:object/a', 'main:object/b'])
    expect(unanswered(made, answers, 'configuration')).toEqual([])
  })

  it('is no loss that was accepted, and no conflict of a roll back', () => {
    const answers = new Answers()
    answers.accept('main:object/a')
    const made = plan([change('main:object/a'), change('main:object/b', { side: 'conflict' })], { act: 'rollback', problems: [problem('main:object/a', 'loses')] })
    expect(unanswered(made, answers, 'model')).toEqual([])
  })

  it('ask about what may not belong there on live alone', () => {
    const answers = new Answers()
    const made = (role: 'test' | 'live') => plan([change('main:file/a')], { target_role: role, problems: [problem('main:file/a', 'leaks')] })
    answers.begin(made('live'))
    expect(unanswered(made('test'), answers, 'configuration')).toEqual([])
    expect(unanswered(made('live'), answers, 'configuration')).toEqual(['main:file/a'])
    answers.accept('main:file/a')
    expect(unanswered(made('live'), answers, 'configuration')).toEqual([])
  })

  it('counts a problem of an unchanged object to the model, and of nothing too', () => {
    const answers = new Answers()
    const made = plan([], { problems: [problem('main:object/z', 'blocks'), problem('', 'blocks'), problem('main:file/z', 'blocks')] })
    expect(unanswered(made, answers, 'model')).toHaveLength(2)
    expect(unanswered(made, answers, 'configuration')).toHaveLength(1)
  })
})
