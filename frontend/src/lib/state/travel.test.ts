import { describe, expect, it, vi } from 'vitest'
import { BackendError } from '../backend/errors'
import { Fake } from '../backend/fake'
import type { LookView, TravelView } from '../backend/views'
import { App } from './app'
import { Environments } from './environments.svelte'
import { Later, settled } from './testing'
import { few, Travel } from './travel.svelte'

const shop = 'Northwind Shop'
const nothing: TravelView = { looks: [], links: [], ways: [] }

function look(ref: string, more: Partial<LookView> = {}): LookView {
  return {
    environment: ref, reachable: true, problem: '', checked_at: '2020-11-21T09:41:00Z', state: 'a', items: 1, behind: null, ahead: null,
    outgoing: null, drift: 0, omitted: [], remembered: false, code: '', damage: '', own: null, since: '', found: '', settings_changed: false, ...more,
  }
}

describe('what is on its way', () => {
  it('is told anew after every look, and leaves out what only the target has', async () => {
    const backend = Fake.withSample()
    const app = new App(backend)
    await app.projects.load()
    await app.travel.show(shop)
    expect(app.travel.way?.missing).toEqual(['Development', 'QA', 'Live'])
    expect(app.travel.link(`${shop}/Development`, `${shop}/QA`)?.known).toBe(false)
    await app.environments.glance(app.projects.environments)
    await settled()
    expect(app.travel.link(`${shop}/Development`, `${shop}/QA`)).toMatchObject({ known: true, behind: 5 })
    expect(app.travel.way?.items.map((item) => item.key)).not.toContain('main:file/templates/hotfix.html')
    expect(app.travel.way?.items.length).toBeGreaterThan(0)
  })

  it('asks once more for all who asked while it was asking', async () => {
    const backend = new Fake()
    const first = new Later<TravelView>()
    const asked = vi.spyOn(backend, 'travel').mockReturnValueOnce(first.promise).mockResolvedValue(nothing)
    const travel = new Travel(backend, () => undefined)
    const shown = travel.show(shop)
    void travel.refresh()
    void travel.refresh()
    first.resolve(nothing)
    await shown
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('asks for few items, and for all when told to', async () => {
    const backend = new Fake()
    const asked = vi.spyOn(backend, 'travel').mockResolvedValue(nothing)
    const travel = new Travel(backend, () => undefined)
    await travel.show(shop)
    await travel.show(shop)
    await travel.showAll(true)
    expect(asked.mock.calls.map(([args]) => args.limit)).toEqual([few, 0])
    await travel.show('Another')
    expect(asked).toHaveBeenLastCalledWith({ project: 'Another', limit: few })
  })

  it('keeps what was told beside a failure', async () => {
    const backend = new Fake()
    vi.spyOn(backend, 'travel').mockResolvedValueOnce(nothing).mockRejectedValueOnce(new BackendError('corrupt', 'The catalog is damaged.'))
    const travel = new Travel(backend, () => undefined)
    await travel.show(shop)
    await travel.refresh()
    expect(travel.view.value).toEqual(nothing)
    expect(travel.view.error?.message).toBe('The catalog is damaged.')
  })

  it('goes to the end that was chosen, where there are several', async () => {
    const backend = new Fake()
    const way = (end: string) => ({ stages: ['s/Dev', end], missing: [], total: 0, items: [] })
    vi.spyOn(backend, 'travel').mockResolvedValue({ ...nothing, ways: [way('s/EU'), way('s/US')] })
    const travel = new Travel(backend, () => undefined)
    await travel.show('s')
    expect(travel.way?.stages.at(-1)).toBe('s/EU')
    travel.choose('s/US')
    expect(travel.way?.stages.at(-1)).toBe('s/US')
  })
})

describe('what was seen of an environment', () => {
  const ref = `${shop}/QA`

  it('is asked for when it opens, and not again for a while', async () => {
    const backend = Fake.withSample()
    const asked = vi.spyOn(backend, 'look')
    const environments = new Environments(backend)
    const [project] = await backend.projects()
    await environments.glance(project?.environments ?? [])
    await environments.glance(project?.environments ?? [])
    expect(asked).toHaveBeenCalledTimes(3)
  })

  it('is asked for where it is only remembered, or old, but not where nothing is connected', async () => {
    const backend = Fake.withSample()
    const asked = vi.spyOn(backend, 'look')
    const environments = new Environments(backend)
    const [project] = await backend.projects()
    const [development, qa, live] = project?.environments ?? []
    if (!development || !qa || !live) throw new Error('the sample has three environments')
    environments.recall([look(development.ref, { checked_at: new Date().toISOString(), remembered: true }), look(qa.ref)])
    await environments.glance([development, qa, { ...live, connections: [] }])
    expect(asked.mock.calls.map(([args]) => args.ref)).toEqual([development.ref, qa.ref])
  })

  it('is not overwritten by what is older', () => {
    const environments = new Environments(new Fake())
    environments.recall([look(ref, { remembered: true, state: 'snapshot' })])
    expect(environments.seen(ref).view?.state).toBe('snapshot')
    environments.recall([look(ref, { state: 'seen' })])
    environments.recall([look(ref, { remembered: true, checked_at: '2020-11-21T10:00:00Z', state: 'snapshot' })])
    environments.recall([look(ref, { checked_at: '2020-11-21T09:00:00Z', state: 'older' })])
    expect(environments.seen(ref).view?.state).toBe('seen')
    environments.recall([look(ref, { drift: 2 })])
    expect(environments.seen(ref).view?.drift).toBe(2)
  })

  it('is told without being asked for, and keeps what is known of the way where nothing changed', () => {
    const looked = vi.fn()
    const environments = new Environments(new Fake(), looked)
    environments.told(look(ref, { state: 'a', behind: 3, checked_at: '2026-11-21T10:00:00Z' }))
    expect(looked).toHaveBeenCalledTimes(1)
    environments.told(look(ref, { state: 'a', behind: null, drift: 1, checked_at: '2026-11-21T10:05:00Z' }))
    expect(environments.seen(ref).view).toMatchObject({ behind: 3, drift: 1, checked_at: '2026-11-21T10:05:00Z' })
    environments.told(look(ref, { state: 'b', checked_at: '2026-11-21T10:04:00Z' }))
    expect(environments.seen(ref).view?.state).toBe('a')
    expect(looked).toHaveBeenCalledTimes(1)
    environments.told(look(ref, { reachable: false, problem: 'It is gone.', checked_at: '2026-11-21T10:06:00Z' }))
    expect(environments.seen(ref)).toMatchObject({ problem: 'It is gone.', view: { state: 'a' } })
    environments.told(look(ref, { state: 'a', checked_at: '2026-11-21T10:07:00Z' }))
    expect(environments.seen(ref).problem).toBe('')
  })
})
