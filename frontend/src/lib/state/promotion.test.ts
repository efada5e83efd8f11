import { describe, expect, it, vi } from 'vitest'
import { BackendError } from '../backend/errors'
import { Fake } from '../backend/fake'
import type { ChoiceRequest, PlanView, RunView } from '../backend/views'
import { Promotion } from './promotion.svelte'
import { change, Later, plan, problem, settled } from './testing'

const way = { act: 'promote', source: 'shop/Development', target: 'shop/QA' } as const

/** A wizard on a backend whose plans a test makes up. */
function wizardOn(first: PlanView) {
  const backend = new Fake()
  const asked: ChoiceRequest[] = []
  const ended: RunView[] = []
  vi.spyOn(backend, 'plan').mockImplementation(() => Promise.resolve(first))
  const choose = vi.spyOn(backend, 'choose').mockImplementation(({ choices }) => {
    asked.push(choices)
    return Promise.resolve(first)
  })
  return { backend, asked, choose, ended, wizard: new Promotion(backend, (run) => ended.push(run)) }
}

describe('the first plan', () => {
  it('asks for every incoming change, then ticks all but the unsure ones', async () => {
    const made = plan([change('main:file/a'), change('main:file/hotfix', { op: 'remove', unsure: true })])
    const { wizard, backend, asked } = wizardOn(made)
    await wizard.open(way)
    expect(vi.mocked(backend.plan).mock.calls[0]?.[0].choices.ticking).toBe(false)
    expect([...wizard.answers.ticked]).toEqual(['main:file/a'])
    await wizard.steps.next()
    expect(asked.at(-1)).toMatchObject({ ticking: true, ticked: ['main:file/a'], accept_loss: [], accept_all: false })
  })

  it('accepts no loss by itself, and stays until each is answered', async () => {
    const loss = plan([change('main:object/coupons')], { problems: [problem('main:object/coupons', 'loses')] })
    const { wizard, asked } = wizardOn(loss)
    await wizard.open(way)
    await wizard.steps.next()
    expect(wizard.stage.step).toBe('model')
    expect(wizard.choices.needed('model')).toBe(1)
    expect(asked.every((choices) => choices.accept_loss.length === 0 && !choices.accept_all)).toBe(true)
    await wizard.choices.accept('main:object/coupons')
    expect(wizard.choices.needed('model')).toBe(0)
    expect(asked.at(-1)?.accept_loss).toEqual(['main:object/coupons'])
  })

  it('tells of a failure where the sides are chosen', async () => {
    const { wizard, backend } = wizardOn(plan([]))
    vi.mocked(backend.plan).mockRejectedValue(new BackendError('unreachable', 'QA did not answer.'))
    await wizard.open(way)
    expect(wizard.stage).toMatchObject({ step: 'choose', planning: false, error: { message: 'QA did not answer.' } })
  })

  it('drops the plan of a side that was changed meanwhile', async () => {
    const { wizard, backend } = wizardOn(plan([]))
    const slow = new Later<PlanView>()
    const other = plan([change('main:file/b')], { id: 'other', target_ref: 'shop/Live' })
    vi.mocked(backend.plan).mockReturnValueOnce(slow.promise).mockResolvedValueOnce(other)
    void wizard.open(way)
    wizard.choose({ target: 'shop/Live' })
    await settled()
    slow.resolve(plan([change('main:file/stale')]))
    await settled()
    expect(wizard.plan?.id).toBe('other')
    expect([...wizard.answers.ticked]).toEqual(['main:file/b'])
  })
})

describe('choosing', () => {
  it('asks one question at a time and shows only the last answer', async () => {
    const changes = [change('main:file/a'), change('main:file/b'), change('main:file/c')]
    const made = plan(changes)
    const { wizard, choose } = wizardOn(made)
    await wizard.open(way)
    await wizard.steps.next()
    choose.mockClear()
    const slow = new Later<PlanView>()
    const last = new Later<PlanView>()
    choose.mockReturnValueOnce(slow.promise).mockReturnValueOnce(last.promise)
    void wizard.choices.tick(changes.slice(0, 1), false)
    void wizard.choices.tick(changes.slice(1, 2), false)
    void wizard.choices.tick(changes.slice(2), false)
    expect(choose).toHaveBeenCalledTimes(1)
    expect(wizard.choices.settling).toBe(true)
    slow.resolve(plan(changes, { refusal: 'stale' }))
    await settled()
    expect(choose).toHaveBeenCalledTimes(2)
    expect(choose.mock.calls[1]?.[0].choices.ticked).toEqual([])
    expect(wizard.plan?.refusal).toBe('')
    last.resolve(plan(changes, { refusal: 'from the last answer' }))
    await settled()
    expect(wizard.plan?.refusal).toBe('from the last answer')
    expect(wizard.choices.settling).toBe(false)
  })

  it('drops an answer that comes after the wizard was closed', async () => {
    const made = plan([change('main:file/a')])
    const { wizard, choose } = wizardOn(made)
    await wizard.open(way)
    await wizard.steps.next()
    const slow = new Later<PlanView>()
    choose.mockReturnValueOnce(slow.promise)
    void wizard.choices.tick(made.changes, false)
    wizard.close()
    slow.resolve(made)
    await settled()
    expect(wizard.stage.step).toBe('closed')
  })

  it('says so when the choices cannot be checked, and goes no further', async () => {
    const made = plan([change('main:file/a')])
    const { wizard, choose } = wizardOn(made)
    await wizard.open(way)
    choose.mockRejectedValueOnce(new BackendError('not-found', 'This plan is not known any more.'))
    await wizard.steps.next()
    expect(wizard.stage.step).toBe('choose')
    expect(wizard.choiceError?.message).toBe('This plan is not known any more.')
  })

  it('needs an answer to a conflict, and either will do', async () => {
    const clash = change('main:file/a', { side: 'conflict', chosen: false })
    const { wizard, asked } = wizardOn(plan([clash]))
    await wizard.open(way)
    await wizard.steps.next()
    expect(wizard.choices.needed('configuration')).toBe(1)
    await wizard.choices.resolve(clash, 'target')
    expect(wizard.choices.needed('configuration')).toBe(0)
    expect(asked.at(-1)).toMatchObject({ ticked: [], take_target: ['main:file/a'], take_source: [] })
    await wizard.choices.resolve(clash, 'source')
    expect(asked.at(-1)).toMatchObject({ ticked: ['main:file/a'], take_source: ['main:file/a'], take_target: [] })
  })
})

describe('steps', () => {
  it('leave out the parts with nothing to decide', async () => {
    const { wizard } = wizardOn(plan([change('main:file/a')]))
    await wizard.open(way)
    expect(wizard.steps.all).toEqual(['choose', 'configuration', 'review', 'run', 'done'])
    await wizard.steps.next()
    expect(wizard.stage.step).toBe('configuration')
    await wizard.steps.next()
    expect(wizard.stage.step).toBe('review')
    wizard.steps.back('choose')
    expect(wizard.stage.step).toBe('choose')
  })

  it('begin with the items where there are no sides to choose', async () => {
    const { wizard } = wizardOn(plan([change('main:object/orders')], { act: 'edit' }))
    await wizard.open({ act: 'edit', target: 'shop/Development', model: '[]' })
    expect(wizard.stage.step).toBe('model')
  })

  it('keep a draft when a promotion is closed, and take it up again', async () => {
    const made = plan([change('main:file/a'), change('main:file/b')])
    const { wizard } = wizardOn(made)
    await wizard.open(way)
    await wizard.steps.next()
    await wizard.choices.tick(made.changes.slice(0, 1), false)
    wizard.close()
    await wizard.open(way)
    expect(wizard.resumed).toBe(true)
    expect([...wizard.answers.ticked]).toEqual(['main:file/b'])
    wizard.startOver()
    expect([...wizard.answers.ticked]).toEqual(['main:file/a', 'main:file/b'])
  })

  it('keep every choice as it is made, for a window that goes without being closed, but no accepted loss', async () => {
    const [a, clash, loss, blocked] = [
      change('main:file/a'),
      change('main:file/clash', { side: 'conflict', chosen: false }),
      change('main:file/loss'),
      change('main:file/blocked'),
    ]
    const made = plan([a, clash, loss, blocked], { problems: [problem(loss.key, 'loses'), problem(blocked.key, 'blocks')] })
    const { wizard } = wizardOn(made)
    await wizard.open(way)
    await wizard.steps.next()
    await wizard.choices.tick([a], false)
    await wizard.choices.resolve(clash, 'source')
    await wizard.choices.accept(loss.key)
    await wizard.choices.leaveOut(blocked.key)

    const { wizard: reloaded } = wizardOn(made)
    await reloaded.open(way)
    expect(reloaded.resumed).toBe(true)
    expect([...reloaded.answers.ticked].sort()).toEqual([clash.key, loss.key])
    expect([...reloaded.answers.left]).toEqual([blocked.key])
    expect([...reloaded.answers.conflicts]).toEqual([[clash.key, 'source']])
    expect([...reloaded.answers.accepted]).toEqual([])
  })

  it('keep no draft of what is being written, and keep it again when the start is refused', async () => {
    const made = plan([change('main:file/a'), change('main:file/b')])
    const { wizard, backend } = wizardOn(made)
    const slow = new Later<RunView>()
    vi.spyOn(backend, 'start').mockReturnValue(slow.promise)
    await wizard.open(way)
    await wizard.steps.next()
    await wizard.choices.tick(made.changes.slice(0, 1), false)
    await wizard.steps.next()
    const started = wizard.start('', '')
    const reloaded = wizardOn(made).wizard
    await reloaded.open(way)
    expect(reloaded.resumed).toBe(false)

    slow.reject(new BackendError('conflict', 'QA has changed since this plan was made.'))
    await started
    await reloaded.replan()
    expect(reloaded.resumed).toBe(true)
    expect([...reloaded.answers.ticked]).toEqual(['main:file/b'])
  })
})

describe('a window that is loaded anew', () => {
  const [a, b, loss] = [change('main:file/a'), change('main:file/b'), change('main:object/orders')]
  const made = plan([a, b, loss], { source: 's1', target: 't1', problems: [problem(loss.key, 'loses')] })

  async function reloadedAtReview(then: PlanView) {
    const { wizard } = wizardOn(made)
    await wizard.open(way)
    await wizard.steps.next()
    await wizard.choices.accept(loss.key)
    await wizard.steps.next()
    await wizard.choices.tick([a], false)
    await wizard.steps.next()
    wizard.why = 'Autumn'
    const { wizard: reloaded } = wizardOn(then)
    await reloaded.resume()
    return reloaded
  }

  it('comes back to the step, with the answers and the reason', async () => {
    const reloaded = await reloadedAtReview(made)
    expect(reloaded.stage.step).toBe('review')
    expect(reloaded.why).toBe('Autumn')
    expect([...reloaded.answers.ticked]).toEqual([b.key, loss.key])
    expect([...reloaded.answers.accepted]).toEqual([loss.key])
  })

  it('asks for losses anew where a side has changed, and says what is gone', async () => {
    const reloaded = await reloadedAtReview({ ...made, target: 't2', changes: [b, loss] })
    expect(reloaded.stage.step).toBe('model')
    expect(reloaded.answers.accepted.size).toBe(0)
    expect(reloaded.gone).toEqual([a.key])
  })

  it('begins nothing where the wizard was closed', async () => {
    const { wizard } = wizardOn(made)
    await wizard.open(way)
    await wizard.steps.next()
    wizard.close()
    const { wizard: reloaded } = wizardOn(made)
    await reloaded.resume()
    expect(reloaded.stage.step).toBe('closed')
  })
})

describe('the run', () => {
  async function reviewed() {
    const backend = Fake.withSample()
    const ended: RunView[] = []
    const wizard = new Promotion(backend, (run) => ended.push(run))
    backend.on('run:progress', (progress) => wizard.tell(progress))
    await wizard.open({ act: 'promote', source: 'Northwind Shop/Development', target: 'Northwind Shop/QA' })
    await wizard.steps.next()
    await wizard.choices.accept('main:object/coupons')
    await wizard.steps.next()
    await wizard.steps.next()
    return { backend, wizard, ended }
  }

  it('tells what it does and ends with what was done', async () => {
    const { wizard, ended } = await reviewed()
    expect(wizard.stage.step).toBe('review')
    await wizard.start('', 'because')
    expect(wizard.stage).toMatchObject({ step: 'done', run: { status: 'done', why: 'because' } })
    expect(wizard.log.length).toBeGreaterThan(3)
    expect(ended).toHaveLength(1)
  })

  it('goes back to the review when it is refused, with the reason', async () => {
    const { wizard, backend } = await reviewed()
    vi.spyOn(backend, 'start').mockRejectedValue(new BackendError('conflict', 'QA has changed since this plan was made.'))
    await wizard.start('', '')
    expect(wizard.stage).toMatchObject({ step: 'review', refused: { code: 'conflict' } })
  })

  it('plans again with the same choices, and asks for losses anew', async () => {
    const { wizard } = await reviewed()
    const unticked = 'main:file/templates/welcome.html'
    wizard.steps.back('configuration')
    await wizard.choices.tick(wizard.plan?.changes.filter((one) => one.key === unticked) ?? [], false)
    await wizard.reviewAgain()
    expect(wizard.answers.ticked.has(unticked)).toBe(false)
    expect(wizard.answers.accepted.size).toBe(0)
    expect(wizard.choices.needed('model')).toBe(1)
  })

  it('shows the record of a run that broke off, and takes its answer', async () => {
    const { wizard, backend } = await reviewed()
    backend.breaks = true
    await wizard.start('', '')
    expect(wizard.stage).toMatchObject({ step: 'failed', run: { open: true, applied: 1 } })
    wizard.answered(await backend.undoRun({ number: 1 }))
    expect(wizard.stage).toMatchObject({ step: 'failed', run: { status: 'undone', open: false } })
  })

  it('finds the record of a run whose answer was lost', async () => {
    const { wizard, backend } = await reviewed()
    const start = backend.start.bind(backend)
    vi.spyOn(backend, 'start').mockImplementation(async (request) => {
      await start(request)
      throw new Error('the bridge is gone')
    })
    await wizard.start('', '')
    expect(wizard.stage).toMatchObject({ step: 'done', run: { number: 1 } })
  })

  it('cannot be closed or begun twice while it writes', async () => {
    const { wizard, backend } = await reviewed()
    const slow = new Later<RunView>()
    const start = vi.spyOn(backend, 'start').mockReturnValue(slow.promise)
    void wizard.start('', '')
    void wizard.start('', '')
    wizard.close()
    await wizard.open(way)
    expect(wizard.stage.step).toBe('run')
    expect(start).toHaveBeenCalledTimes(1)
    const cancel = vi.spyOn(backend, 'cancel')
    await wizard.stop()
    expect(cancel).toHaveBeenCalledWith({ environment: 'Northwind Shop/QA' })
  })

  it('is undone once it stands still, where that is asked for', async () => {
    const { wizard, ended } = await reviewed()
    const running = wizard.start('', '')
    await wizard.stopAndUndo()
    await running
    expect(wizard.undoes).toBe(true)
    expect(ended[0]).toMatchObject({ status: 'interrupted', open: true })
  })

  it('that waits for an answer is shown anywhere, and what was being chosen is kept', async () => {
    const { wizard, backend } = await reviewed()
    const target = await backend.environment({ ref: 'Northwind Shop/QA' })
    await wizard.start('', 'Autumn')
    const { stage } = wizard
    if (stage.step !== 'done') throw new Error('it is not done')
    const open: RunView = { ...stage.run, status: 'interrupted', open: true }
    const other = new Promotion(backend, () => undefined)
    await other.open({ act: 'promote', source: 'Northwind Shop/QA', target: 'Northwind Shop/Live' })
    await other.steps.next()
    other.showRun(open, target, null)
    expect(other.stage).toMatchObject({ step: 'failed', run: { number: open.number }, plan: { target_ref: 'Northwind Shop/QA' } })
    expect(other.intent).toMatchObject({ act: 'promote', source: 'Northwind Shop/Development', target: 'Northwind Shop/QA' })
    const answered: RunView = { ...open, status: 'undone', open: false }
    other.answered(answered)
    expect(other.stage).toMatchObject({ step: 'failed', run: { status: 'undone' } })
    other.close()
    await other.open({ act: 'promote', source: 'Northwind Shop/QA', target: 'Northwind Shop/Live' })
    expect(other.resumed).toBe(true)
  })

  it('is followed by a window that was loaded anew, and its end is told', async () => {
    const { wizard, backend } = await reviewed()
    await wizard.start('', '')
    const reloaded = new Promotion(backend, () => undefined)
    await reloaded.resume()
    expect(reloaded.stage).toMatchObject({ step: 'done', run: { number: 1 }, plan: { target_ref: 'Northwind Shop/QA' } })
    const target = await backend.environment({ ref: 'Northwind Shop/QA' })
    const run = target.last_run
    if (!run) throw new Error('there is no run')
    const look = vi.spyOn(backend, 'environment').mockResolvedValueOnce({ ...target, last_run: { ...run, status: 'running' } })
    const early = new Promotion(backend, () => undefined)
    await early.resume()
    expect(early.stage.step).toBe('run')
    look.mockRestore()
    await early.settled('Northwind Shop/QA')
    expect(early.stage.step).toBe('done')
  })

  it('is found by a window that was loaded anew before it had a number, once it has a record', async () => {
    const { wizard, backend } = await reviewed()
    const slow = new Later<undefined>()
    const start = backend.start.bind(backend)
    vi.spyOn(backend, 'start').mockImplementation(async (request) => {
      await slow.promise
      return start(request)
    })
    const busy = vi.spyOn(backend, 'busy').mockResolvedValue(true)
    const began = wizard.start('', '')
    const reloaded = new Promotion(backend, () => undefined)
    backend.on('run:progress', (progress) => reloaded.tell(progress))
    backend.on('changed', ({ environment }) => void reloaded.settled(environment))
    await reloaded.resume()
    expect(reloaded.stage).toMatchObject({ step: 'run', plan: { changes: [] } })
    busy.mockRestore()
    slow.resolve(undefined)
    await began
    await vi.waitFor(() => expect(reloaded.stage).toMatchObject({ step: 'done', run: { number: 1 } }))
    expect(reloaded.log.length).toBeGreaterThan(3)
  })

  it('goes back to the review where none has begun before the window was loaded anew, and says so', async () => {
    const { wizard, backend } = await reviewed()
    vi.spyOn(backend, 'start').mockReturnValue(new Later<RunView>().promise)
    void wizard.start('', '')
    const reloaded = new Promotion(backend, () => undefined)
    await reloaded.resume()
    const { stage } = reloaded
    expect(stage).toMatchObject({ step: 'review', refused: { code: 'conflict' } })
    expect(stage.step === 'review' && stage.refused?.message).toContain('Nothing has been written to QA.')
  })

  it('has its cache among its steps also for a window that was loaded anew', async () => {
    const { wizard, backend } = await reviewed()
    await wizard.start('', '')
    const [project] = await backend.projects()
    if (!project) throw new Error('there is no project')
    vi.spyOn(backend, 'projects').mockResolvedValue([{ ...project, slots: project.slots.map((slot) => ({ ...slot, cache: 'Reload nginx' })) }])
    const reloaded = new Promotion(backend, () => undefined)
    await reloaded.resume()
    expect(reloaded.plan?.steps.filter((step) => step.phase === 'cache')).toEqual([{ phase: 'cache', text: 'Reload nginx.' }])
  })

  it('rolls back at one click where no name is asked', async () => {
    const { wizard } = await reviewed()
    await wizard.start('', '')
    await wizard.rollBack('Northwind Shop/QA')
    expect(wizard.stage).toMatchObject({ step: 'done', run: { act: 'rollback', status: 'done' } })
  })

  it('stops at the typed name of a live environment', async () => {
    const made = plan([change('main:file/a')], { act: 'rollback', confirm: 'Live', target_role: 'live' })
    const { wizard, backend } = wizardOn(made)
    const start = vi.spyOn(backend, 'start')
    await wizard.rollBack('shop/Live')
    expect(wizard.stage.step).toBe('review')
    expect(start).not.toHaveBeenCalled()
  })

  it('stops at what has changed since', async () => {
    const made = plan([change('main:file/a', { side: 'conflict', chosen: false })], { act: 'rollback' })
    const { wizard } = wizardOn(made)
    await wizard.rollBack('shop/QA')
    expect(wizard.stage.step).toBe('configuration')
  })
})
