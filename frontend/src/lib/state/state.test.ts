import { describe, expect, it, vi } from 'vitest'
import { BackendError } from '../backend/errors'
import { Fake } from '../backend/fake'
import type { EnvironmentView, FieldView, LookView, PlanStepView } from '../backend/views'
import { Difference } from './comparison.svelte'
import { Environments } from './environments.svelte'
import { missing, split, startValues } from './form'
import { keep } from './kept'
import { ModelText } from './model.svelte'
import { stepNumber, stepStates } from './phases'
import { pipeline } from './pipeline'
import { Resource } from './resource.svelte'
import { href, parse, Router } from './router.svelte'
import { Runs } from './runs.svelte'
import { Sending } from './sending.svelte'
import { Later, settled } from './testing'
import { ThemeState } from './theme.svelte'

const shop = 'Northwind Shop'

describe('a resource', () => {
  it('gives the answer to the last question only', async () => {
    const resource = new Resource<string>()
    const slow = new Later<string>()
    const first = resource.load(() => slow.promise)
    await resource.load(() => Promise.resolve('new'))
    slow.resolve('old')
    expect(await first).toBeNull()
    expect(resource.value).toBe('new')
    expect(resource.loading).toBe(false)
  })

  it('keeps the last answer beside an error', async () => {
    const resource = new Resource<string>()
    await resource.load(() => Promise.resolve('seen'))
    await resource.load(() => Promise.reject(new BackendError('unreachable', 'No answer.')))
    expect(resource.value).toBe('seen')
    expect(resource.error?.code).toBe('unreachable')
  })
})

describe('a form', () => {
  it('is sent once at a time, and says why it was refused until it is sent again or changed', async () => {
    const sending = new Sending()
    const slow = new Later<void>()
    const act = vi.fn(() => slow.promise)
    const first = sending.send(act)
    await sending.send(act)
    expect(act).toHaveBeenCalledTimes(1)
    expect(sending.busy).toBe(true)
    slow.reject(new BackendError('conflict', 'QA is taken.'))
    await first
    expect([sending.busy, sending.refusal]).toEqual([false, 'QA is taken.'])
    sending.forget()
    expect(sending.refusal).toBe('')
  })
})

describe('addresses', () => {
  it.each([
    { name: 'overview' },
    { name: 'compare', a: 'my shop/Live@3', b: '/home/a&b/x#y.zip', item: 'main:file/a?b', only: 'add' },
    { name: 'environment', ref: 'shop/QA', tab: 'history', snapshot: 'shop/QA@2' },
    { name: 'activity', run: 7 },
    { name: 'archive', path: 'C:\\x y.zip' },
  ] as const)('lead back to the place $name', (route) => expect(parse(href(route))).toEqual(route))

  it('lead to the overview where they are not known', () => {
    expect(parse('#/nowhere?x=1')).toEqual({ name: 'overview' })
    expect(parse('')).toEqual({ name: 'overview' })
  })

  it('are followed until one stops listening', () => {
    const router = new Router()
    const stop = router.listen()
    router.go({ name: 'settings' })
    expect(router.route.name).toBe('settings')
    expect(location.hash).toBe('#/settings')
    stop()
    router.go({ name: 'overview' })
  })
})

describe('staying at a place', () => {
  it('writes the address once it rests: a web view refuses one that is replaced too often', () => {
    vi.useFakeTimers()
    const replaced = vi.spyOn(window.history, 'replaceState')
    try {
      const router = new Router()
      replaced.mockClear()
      for (let n = 1; n <= 200; n++) router.stay({ name: 'environment', ref: 'Shop/QA', tab: 'history', snapshot: `Shop/QA@${n}` })
      expect(router.route).toMatchObject({ snapshot: 'Shop/QA@200' })
      expect(replaced).not.toHaveBeenCalled()
      vi.runAllTimers()
      expect(replaced).toHaveBeenCalledTimes(1)
      expect(parse(location.hash)).toEqual(router.route)
    } finally {
      replaced.mockRestore()
      vi.useRealTimers()
    }
  })

  it('writes it before one goes on, so that Back leads to it', () => {
    const router = new Router()
    router.stay({ name: 'environment', ref: 'Shop/QA', tab: 'history', snapshot: 'Shop/QA@7' })
    const replaced = vi.spyOn(window.history, 'replaceState')
    router.go({ name: 'overview' })
    expect(replaced.mock.calls[0]?.[2]).toContain('QA%407')
    replaced.mockRestore()
  })
})

describe('the pipeline', () => {
  const environment = (name: string, upstream: string) => ({ uuid: name, name, upstream }) as EnvironmentView
  const drawn = (all: EnvironmentView[]) => pipeline(all).map(({ environment: one, column, row, turns }) => [one.name, column, row, turns])

  it('lays a second branch out in a row of its own', () => {
    const all = [environment('Dev', ''), environment('Staging', 'Dev'), environment('Live EU', 'Staging'), environment('Live US', 'Staging')]
    expect(drawn(all)).toEqual([['Dev', 0, 0, false], ['Staging', 1, 0, false], ['Live EU', 2, 0, false], ['Live US', 2, 1, true]])
  })

  it('shows several roots, an upstream that is gone, and a circle', () => {
    expect(drawn([environment('A', ''), environment('B', 'gone')])).toEqual([['A', 0, 0, false], ['B', 0, 1, false]])
    expect(drawn([environment('A', 'B'), environment('B', 'A')]).map(([name]) => name)).toEqual(['A', 'B'])
  })
})

describe('looking at environments', () => {
  it('keeps what was last seen when one does not answer', async () => {
    const backend = Fake.withSample()
    const environments = new Environments(backend)
    await environments.look(`${shop}/QA`)
    backend.away.add(`${shop}/QA`)
    await environments.look(`${shop}/QA`)
    const seen = environments.seen(`${shop}/QA`)
    expect(seen.problem).toContain('is not there')
    expect(seen.view?.items).toBe(5)
    expect(seen.checking).toBe(false)
  })

  it('never rejects, and one that is slow keeps no other waiting', async () => {
    const backend = Fake.withSample()
    const environments = new Environments(backend)
    const slow = new Later<LookView>()
    const look = backend.look.bind(backend)
    vi.spyOn(backend, 'look').mockImplementation((args) => (args.ref.endsWith('Live') ? slow.promise : look(args)))
    const all = environments.lookAll([`${shop}/QA`, `${shop}/Live`])
    await settled()
    expect(environments.seen(`${shop}/QA`).view).not.toBeNull()
    expect(environments.seen(`${shop}/Live`).checking).toBe(true)
    slow.reject(new BackendError('internal', 'A fault.'))
    await all
    expect(environments.seen(`${shop}/Live`).problem).toBe('A fault.')
  })
})

describe('forms', () => {
  const field = (name: string, more: Partial<FieldView> = {}): FieldView => ({ name, label: name, help: '', default: '', input: 'text', required: false, secret: false, options: [], ...more })
  const fields = [field('path', { required: true }), field('model', { default: 'model.json' }), field('token', { secret: true, required: true })]

  it('begin with what is set, or else the defaults, and never with a secret', () => {
    expect(startValues(fields, { path: '/srv' })).toEqual({ path: '/srv', model: 'model.json', token: '' })
  })

  it('send secrets apart, and keep one that was not typed anew', () => {
    expect(split(fields, { path: '/srv', model: '', token: '' })).toEqual({ settings: { path: '/srv', model: '' }, secrets: {} })
    expect(split(fields, { path: '/srv', token: 'x' }).secrets).toEqual({ token: 'x' })
  })

  it('name what is missing', () => {
    expect(missing(fields, { path: ' ' })).toEqual(['path', 'token'])
    expect(missing(fields, { path: '/srv' }, ['token'])).toEqual([])
  })
})

describe('phases of a run', () => {
  const step = (phase: PlanStepView['phase']) => ({ phase, text: '' })
  const steps = (['guard', 'check', 'model', 'configuration', 'cache', 'verify'] as const).map(step)

  it('say how far each step is', () => {
    expect(stepStates(steps, '')[0]).toBe('current')
    expect([stepNumber(steps, ''), stepNumber(steps, 'configuration'), stepNumber(steps, 'done')]).toEqual([1, 4, steps.length])
    expect(stepStates(steps, 'configuration')).toEqual(['done', 'done', 'done', 'current', 'waiting', 'waiting'])
    expect(stepStates(steps, 'done').every((state) => state === 'done')).toBe(true)
  })

  it('go on to the next step where a plan has none of that phase', () => {
    expect(stepStates([step('guard'), step('verify')], 'model')).toEqual(['done', 'current'])
  })
})

describe('the model as text', () => {
  it('keeps edits over a restart, and forgets them when they are discarded', async () => {
    const backend = Fake.withSample()
    const first = new ModelText(backend)
    await first.load(`${shop}/Development`, 'main', 'e1')
    first.write('[]')
    expect(first.settled).toBe(false)
    await first.check()
    expect(first.settled).toBe(true)
    const second = new ModelText(backend)
    await second.load(`${shop}/Development`, 'main', 'e1')
    expect(second.text).toBe('[]')
    second.discard()
    expect(second.edited).toBe(false)
    const third = new ModelText(backend)
    await third.load(`${shop}/Development`, 'main', 'e1')
    expect(third.edited).toBe(false)
  })

  it('shows edits also where what they are made to cannot be read, and keeps them', async () => {
    const backend = Fake.withSample()
    keep('model:e4:main', JSON.stringify({ text: '[{}]', base: '[]' }))
    const read = vi.spyOn(backend, 'model').mockRejectedValue(new BackendError('invalid', 'model.json does not parse.'))
    const model = new ModelText(backend)
    await model.load(`${shop}/Development`, 'main', 'e4')
    expect(model).toMatchObject({ stranded: true, text: '[{}]', edited: false })
    read.mockRestore()
    await model.load(`${shop}/Development`, 'main', 'e4')
    expect(model).toMatchObject({ stranded: false, text: '[{}]', edited: true, overtaken: true })
  })

  it('takes up no edits where the model may not be edited', async () => {
    keep('model:e3:main', JSON.stringify({ text: '[]', base: '' }))
    const model = new ModelText(Fake.withSample())
    await model.load(`${shop}/Live`, 'main', 'e3')
    expect(model.edited).toBe(false)
  })
})

describe('runs and differences', () => {
  it('knows which run is being answered, also when the answer fails', async () => {
    const backend = Fake.withSample()
    const runs = new Runs(backend)
    const answer = runs.answer(9, 'undo')
    expect(runs.answering(9)).toBe(true)
    await expect(answer).rejects.toThrow('There is no run 9.')
    expect(runs.answering(9)).toBe(false)
  })

  it('clears the text of one item before another is shown', async () => {
    const backend = Fake.withSample()
    const { id } = await backend.compare({ a: `${shop}/Live`, b: `${shop}/QA`, withValues: false })
    const difference = new Difference(backend)
    await difference.show(id, 'main:object/orders')
    expect(difference.diff.value?.key).toBe('main:object/orders')
    const next = difference.show(id, 'main:file/templates/receipt.html')
    expect(difference.diff.value).toBeNull()
    await next
    expect(difference.diff.value?.op).toBe('modify')
  })
})

describe('the theme', () => {
  const theme = () => document.documentElement.dataset.theme

  it('is kept and told to the frame, and system leaves the choice to the desktop', () => {
    const frame = vi.fn()
    new ThemeState(frame).choose('dark')
    expect(theme()).toBe('dark')
    const again = new ThemeState(frame)
    expect(again.chosen).toBe('dark')
    again.choose('system')
    expect(theme()).toBeUndefined()
    expect(new ThemeState(frame).chosen).toBe('system')
    expect(frame.mock.calls).toEqual([['dark'], ['system']])
  })

  it('follows a desktop that says what it looks like, unless another one was chosen', () => {
    document.documentElement.dataset.system = 'dark'
    const one = new ThemeState(vi.fn())
    delete document.documentElement.dataset.system
    expect(theme()).toBe('dark')
    one.follow('light')
    expect(theme()).toBe('light')
    one.choose('dark')
    one.follow('light')
    expect(theme()).toBe('dark')
    one.choose('system')
    expect(theme()).toBe('light')
    one.follow('')
    expect(theme()).toBeUndefined()
  })
})
