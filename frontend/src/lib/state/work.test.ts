import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BackendError } from '../backend/errors'
import { Fake } from '../backend/fake'
import type { CompareView, LookView, RunView } from '../backend/views'
import { Closing } from './closing.svelte'
import { Environments } from './environments.svelte'
import { Later, settled } from './testing'
import { Work } from './work.svelte'

const shop = 'Northwind Shop'
const stopped = new BackendError('conflict', 'Stopped. Nothing more was done.')

describe('work that takes long', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('is spoken of after a while, until it is done', async () => {
    const backend = Fake.withSample()
    const slow = new Later<CompareView>()
    vi.spyOn(backend, 'compare').mockReturnValue(slow.promise)
    const work = new Work(backend)
    const answer = work.watched.compare({ a: `${shop}/QA`, b: `${shop}/Live`, withValues: false })
    vi.advanceTimersByTime(699)
    expect(work.doing).toBe('')
    vi.advanceTimersByTime(1)
    expect(work.doing).toBe('Comparing…')
    slow.reject(stopped)
    await expect(answer).rejects.toBe(stopped)
    expect(work.doing).toBe('')
  })

  it.each([
    ['a look', (work: Work) => work.watched.look({ ref: `${shop}/QA` }), 'Reading QA…'],
    ['an export', (work: Work) => work.watched.exportSnapshots({ refs: [`${shop}/QA@1`], environment: '', project: '', all: false, passphrase: '', path: '/a.zip' }), 'Exporting…'],
    ['what has no word of its own', (work: Work) => work.watched.projects(), 'Working…'],
  ])('says what %s does', async (_, ask, doing) => {
    const backend = Fake.withSample()
    backend.delay = 2000
    const work = new Work(backend)
    const answer = ask(work).catch(() => null)
    vi.advanceTimersByTime(700)
    expect(work.doing).toBe(doing)
    vi.advanceTimersByTime(2000)
    await answer
    await settled()
    expect(work.doing).toBe('')
  })

  it('is no run and no native dialog', () => {
    const backend = Fake.withSample()
    vi.spyOn(backend, 'undoRun').mockReturnValue(new Later<RunView>().promise)
    vi.spyOn(backend, 'pickSave').mockReturnValue(new Later<string>().promise)
    const work = new Work(backend)
    void work.watched.undoRun({ number: 1 })
    void work.watched.pickSave({ name: 'a.zip' })
    vi.advanceTimersByTime(5000)
    expect(work.doing).toBe('')
  })

  it('stops by interrupting the program', async () => {
    const backend = Fake.withSample()
    const interrupt = vi.spyOn(backend, 'interrupt')
    const work = new Work(backend)
    await work.stop()
    expect(interrupt).toHaveBeenCalledOnce()
    expect(work.stopping).toBe(false)
  })
})

describe('a look that was stopped', () => {
  it('leaves what was seen before, and no problem', async () => {
    const backend = Fake.withSample()
    const environments = new Environments(backend)
    await environments.look(`${shop}/QA`)
    const before: LookView | null = environments.seen(`${shop}/QA`).view
    vi.spyOn(backend, 'look').mockRejectedValueOnce(stopped)
    await environments.look(`${shop}/QA`)
    expect(environments.seen(`${shop}/QA`)).toEqual({ view: before, checking: false, problem: '' })
  })
})

describe('closing while a run is under way', () => {
  function asked(busy: boolean) {
    const backend = Fake.withSample()
    const state = { busy }
    vi.spyOn(backend, 'busy').mockImplementation(() => Promise.resolve(state.busy))
    const cancel = vi.spyOn(backend, 'cancel')
    const closing = new Closing(backend, () => [`${shop}/QA`])
    closing.ask()
    return { backend, state, cancel, closing }
  }

  /** What the run left: with answers it waits for one, until it is undone. */
  function leaves(backend: Fake, waits: boolean) {
    const real = backend.environment.bind(backend)
    let open = waits
    vi.spyOn(backend, 'environment').mockImplementation(async (args) => ({ ...(await real(args)), open_run: open ? ({ number: 7 } as RunView) : null }))
    return vi.spyOn(backend, 'undoRun').mockImplementation(() => {
      open = false
      return Promise.resolve({ number: 7 } as RunView)
    })
  }

  it('stops the run and undoes it, and closes then', async () => {
    const { backend, state, cancel, closing } = asked(true)
    const undo = leaves(backend, true)
    expect(closing.environments).toEqual([`${shop}/QA`])
    await closing.stopAndUndo()
    expect(cancel).toHaveBeenCalledWith({ environment: `${shop}/QA` })
    expect(closing.undoing).toBe(true)
    expect(undo).not.toHaveBeenCalled()
    state.busy = false
    await closing.settle()
    expect(undo).toHaveBeenCalledWith({ number: 7 })
    expect(backend.quits).toBe(1)
  })

  it('goes on out of sight, and closes once the run has ended well', async () => {
    const { backend, state, closing } = asked(true)
    leaves(backend, false)
    await closing.goOn()
    expect(backend.hidden).toBe(true)
    expect(closing.environments).toBeNull()
    state.busy = false
    await closing.settle()
    expect(backend.quits).toBe(1)
  })

  it('comes back where the run waits for an answer', async () => {
    const { backend, state, closing } = asked(true)
    const undo = leaves(backend, true)
    await closing.goOn()
    state.busy = false
    await closing.settle()
    expect(backend.hidden).toBe(false)
    expect(undo).not.toHaveBeenCalled()
    expect(backend.quits).toBe(0)
  })

  it('stays when the program was started again meanwhile', async () => {
    const { backend, state, closing } = asked(true)
    await closing.goOn()
    closing.keepOpen()
    state.busy = false
    await closing.settle()
    expect(backend.quits).toBe(0)
  })

  it('asks no more once the run has ended by itself, and closes nothing', async () => {
    const { backend, state, closing } = asked(true)
    state.busy = false
    await closing.settle()
    expect(closing.environments).toBeNull()
    expect(backend.quits).toBe(0)
  })

  it('says so when the run cannot be stopped', async () => {
    const { backend, cancel, closing } = asked(true)
    cancel.mockRejectedValueOnce(new BackendError('internal', 'The run did not hear.'))
    await closing.stopAndUndo()
    expect(closing.error?.message).toBe('The run did not hear.')
    expect(closing.undoing).toBe(false)
    expect(backend.quits).toBe(0)
  })
})
