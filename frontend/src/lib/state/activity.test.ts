import { describe, expect, it, vi } from 'vitest'
import { BackendError } from '../backend/errors'
import { Fake } from '../backend/fake'
import type { ActivityRequest, ActivityRunView, ActivityView } from '../backend/views'
import { Activity } from './activity.svelte'
import { Files } from './files.svelte'
import { Later } from './testing'

function line(number: number): ActivityRunView {
  const counts = { added: 0, modified: 1, removed: 0, renamed: 0 }
  const run = { act: 'promote', status: 'done', open: false, by: 'ada@desk', why: '', environment: 'shop/QA', role: 'test', removed: false } as const
  return { ...run, number, source: '', counts, takes_back: 0, taken_back_by: 0, started_at: '', ended_at: '' }
}

/** A backend with that many runs, and what it was asked for. */
function many(total: number) {
  const backend = new Fake()
  const asked: ActivityRequest[] = []
  vi.spyOn(backend, 'activity').mockImplementation((request): Promise<ActivityView> => {
    asked.push(request)
    const runs = Array.from({ length: total }, (_, at) => line(total - at)).slice(request.offset, request.offset + request.limit)
    return Promise.resolve({ runs, total, open: [], people: [], environments: [] })
  })
  return { backend, asked }
}

describe('activity', () => {
  it('is read page by page, and never more than there is', async () => {
    const { backend, asked } = many(100)
    const activity = new Activity(backend)
    await activity.load()
    expect(activity.rows).toHaveLength(40)
    await activity.more()
    await activity.more()
    await activity.more()
    expect(activity.rows.map((run) => run.number)).toEqual(Array.from({ length: 100 }, (_, at) => 100 - at))
    expect(asked.map((one) => one.offset)).toEqual([0, 40, 80])
  })

  it('keeps as many as were read when it is read anew', async () => {
    const { backend } = many(100)
    const activity = new Activity(backend)
    await activity.load()
    await activity.more()
    await activity.load()
    expect(activity.rows).toHaveLength(80)
  })

  it('begins anew with another filter, and forgets older ones that were on their way', async () => {
    const { backend, asked } = many(100)
    const activity = new Activity(backend)
    await activity.load()
    const slow = new Later<ActivityView>()
    vi.spyOn(backend, 'activity').mockImplementationOnce(() => slow.promise)
    const more = activity.more()
    await activity.choose({ act: 'rollback', range: 'between', from: '2026-03-03', to: '2026-03-03' })
    slow.resolve({ runs: [line(1)], total: 100, open: [], people: [], environments: [] })
    await more
    expect(activity.rows).toHaveLength(40)
    expect(asked.at(-1)?.act).toBe('rollback')
    expect(new Date(asked.at(-1)?.to ?? '').getTime()).toBe(new Date(2026, 2, 4).getTime())
    expect(activity.filtered).toBe(true)
    await activity.clear()
    expect(activity.filtered).toBe(false)
  })

  it('says why older ones cannot be read, and asks no more until it is read anew', async () => {
    const { backend, asked } = many(100)
    const activity = new Activity(backend)
    await activity.load()
    vi.spyOn(backend, 'activity').mockRejectedValueOnce(new BackendError('corrupt', 'It is damaged.'))
    await activity.more()
    expect(activity.error?.code).toBe('corrupt')
    await activity.more()
    expect(asked).toHaveLength(1)
    await activity.load()
    expect(activity.error).toBeNull()
  })
})

describe('files that were met', () => {
  it('are remembered with what they held, and can be taken off and put back', async () => {
    const backend = Fake.withSample()
    await backend.takeSnapshot({ ref: 'Northwind Shop/Live', note: '' })
    const files = new Files(backend)
    await files.check('/home/ada/live.zip', 'exported')
    expect(new Files(backend).all).toMatchObject([{ path: '/home/ada/live.zip', act: 'exported', integrity: 'intact', snapshots: 1 }])
    const back = files.forget('/home/ada/live.zip')
    expect(new Files(backend).all).toEqual([])
    back()
    vi.spyOn(backend, 'inspectAll').mockRejectedValueOnce(new BackendError('not-found', 'There is no file.'))
    await files.checkAll()
    expect(files.all[0]?.integrity).toBe('missing')
  })

  it('that are no archives are not remembered', async () => {
    const files = new Files(new Fake())
    files.forget('/home/ada/live.zip')
    await files.check('/home/ada/photo.png', 'opened')
    expect(files.all).toEqual([])
  })
})
