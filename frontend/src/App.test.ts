import { render, screen, waitFor, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import AppView from './App.svelte'
import { BackendError } from './lib/backend/errors'
import { Fake } from './lib/backend/fake'
import { App } from './lib/state/app'
import type { ActivityRunView } from './lib/state/views'

const shop = 'Northwind Shop'
const patience = { timeout: 4000 }

function open(fake: Fake): App {
  const app = new App(fake)
  render(AppView, { app })
  return app
}

const button = (name: string | RegExp) => screen.findByRole('button', { name }, patience)

async function press(name: string | RegExp): Promise<void> {
  const found = await button(name)
  await waitFor(() => expect(found.hasAttribute('disabled')).toBe(false), patience)
  await userEvent.click(found)
}

async function promoteToQA(): Promise<void> {
  await press('Promote Development to QA')
  await press('Next: Model')
  await userEvent.click(await screen.findByRole('radio', { name: 'Accept the loss: coupons' }))
  await press('Next: Configuration')
  await press('Next: Review')
}

beforeEach(() => {
  location.hash = ''
})

afterEach(() => vi.restoreAllMocks())

describe('the window', () => {
  it('opens the sample project, promotes it and rolls it back', async () => {
    open(new Fake())
    await press(/Open the sample project/)
    expect(await screen.findByRole('link', { name: '5 differ between Development and QA' })).toBeTruthy()
    await promoteToQA()
    expect(screen.getByText('Nothing has been written to QA')).toBeTruthy()
    await press('Snapshot and promote')
    expect(await screen.findByRole('heading', { name: 'QA matches the plan' }, patience)).toBeTruthy()
    await press('Roll back QA')
    expect(await screen.findByRole('heading', { name: 'QA is back' }, patience)).toBeTruthy()
    await press('Done')
    expect(await screen.findByRole('link', { name: '5 differ between Development and QA' }, patience)).toBeTruthy()
  })

  it('adds a check, runs it, and says after a promotion that it fails', async () => {
    const app = open(Fake.withSample())
    app.router.go({ name: 'environment', ref: `${shop}/QA`, tab: 'status' })
    await press('Add a check to QA…')
    await userEvent.type(await screen.findByRole('textbox', { name: /^Name/ }), 'health')
    await userEvent.type(screen.getByRole('textbox', { name: /^Address/ }), 'https://fail.example')
    await press('Add check')
    expect(await screen.findByText('GET https://fail.example', {}, patience)).toBeTruthy()
    await press('Run now: the checks of QA')
    expect(await screen.findByText(/answered 500/, {}, patience)).toBeTruthy()
    app.router.go({ name: 'overview' })
    await promoteToQA()
    await press('Snapshot and promote')
    expect(await screen.findByRole('heading', { name: 'QA matches the plan, 1 check fails' }, patience)).toBeTruthy()
  })

  it('goes past a gate only with a reason and the typed name', async () => {
    const fake = Fake.withSample()
    await fake.setGate({ ref: `${shop}/QA`, passedUpstream: true })
    const start = vi.spyOn(fake, 'start')
    open(fake)
    await promoteToQA()
    expect(await screen.findByText('The gate is not met', {}, patience)).toBeTruthy()
    await userEvent.click(screen.getByRole('checkbox', { name: /Go past it/ }))
    await userEvent.type(await screen.findByRole('textbox', { name: /Type QA to confirm/ }, patience), 'QA')
    expect((await button('Snapshot and promote')).hasAttribute('disabled')).toBe(true)
    await userEvent.type(screen.getByRole('textbox', { name: /^Why/ }), 'The probe is down')
    await press('Snapshot and promote')
    expect(await screen.findByRole('heading', { name: 'QA matches the plan' }, patience)).toBeTruthy()
    expect(start).toHaveBeenCalledWith(expect.objectContaining({ confirm: 'QA', why: 'The probe is down' }))
  })

  it('starts nothing by the second click of a double click, wherever the first has led', async () => {
    const fake = Fake.withSample()
    const start = vi.spyOn(fake, 'start')
    open(fake)
    const doubly = async (first: string | RegExp, second: () => Promise<HTMLElement>) => {
      const from = await button(first)
      await waitFor(() => expect(from.hasAttribute('disabled')).toBe(false), patience)
      await userEvent.click(from)
      const there = await second()
      for (const type of ['mousedown', 'mouseup', 'click']) there.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, detail: 2 }))
    }
    const from = () => screen.findByRole<HTMLInputElement>('radio', { name: 'From QA' })
    await doubly('Promote Development to QA', from)
    expect((await from()).checked).toBe(false)
    await press('Next: Model')
    await userEvent.click(await screen.findByRole('radio', { name: 'Accept the loss: coupons' }))
    await press('Next: Configuration')
    await doubly('Next: Review', () => button('Snapshot and promote'))
    expect(screen.getByRole('heading', { name: 'Review' })).toBeTruthy()
    expect(start).not.toHaveBeenCalled()
    const go = await button('Snapshot and promote')
    go.focus()
    await userEvent.keyboard('{Enter}')
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('preselects no answer to a loss, and says why one cannot go on', async () => {
    open(Fake.withSample())
    await press('Promote Development to QA')
    await press('Next: Model')
    expect(await screen.findByText('1 answer needed to go on')).toBeTruthy()
    for (const radio of screen.getAllByRole<HTMLInputElement>('radio', { name: /coupons/ })) expect(radio.checked).toBe(false)
    const next = await button('Next: Configuration')
    expect(next.hasAttribute('disabled')).toBe(true)
    await userEvent.click(screen.getByRole('radio', { name: 'Leave it out: coupons' }))
    await waitFor(() => expect(next.hasAttribute('disabled')).toBe(false))
    expect(screen.getByRole('treeitem', { name: /coupons/ }).getAttribute('aria-checked')).toBe('false')
  })

  it('leads on to Next when the last question is left out', async () => {
    open(Fake.withSample())
    await press('Promote Development to QA')
    await press('Next: Model')
    const next = await button('Next: Configuration')
    await userEvent.click(await screen.findByRole('radio', { name: 'Leave it out: coupons' }))
    await waitFor(() => expect(document.activeElement).toBe(next))
    expect(screen.queryByRole('radio', { name: 'Leave it out: coupons' })).toBeNull()
  })

  it('steps back by Escape, which discards nothing', async () => {
    const app = open(Fake.withSample())
    await press('Promote Development to QA')
    await press('Next: Model')
    await userEvent.click(await screen.findByRole('radio', { name: 'Leave it out: coupons' }))
    await press('Next: Configuration')
    await userEvent.type(screen.getByRole('searchbox'), 'tax')
    await userEvent.keyboard('{Escape}')
    expect(screen.getByRole('heading', { name: 'Configuration' })).toBeTruthy()
    screen.getByRole('tree').focus()
    for (const heading of ['Model', 'What should move, and where to?']) {
      await userEvent.keyboard('{Escape}')
      expect(await screen.findByRole('heading', { name: heading })).toBeTruthy()
    }
    await userEvent.keyboard('{Escape}')
    expect(app.router.route.name).toBe('overview')
    await press('Promote Development to QA')
    expect(await screen.findByText('Your draft is taken up.', {}, patience)).toBeTruthy()
    await press('Next: Model')
    expect((await screen.findByRole('treeitem', { name: /coupons/ })).getAttribute('aria-checked')).toBe('false')
  })

  it('asks a live environment for leave to write, for why, and for its name', async () => {
    const fake = Fake.withSample()
    const start = vi.spyOn(fake, 'start')
    open(fake)
    await press('Promote QA to Live')
    expect((await button('Next: Model')).hasAttribute('disabled')).toBe(true)
    await press('Allow writing to Live')
    const next = await button('Next: Model')
    await waitFor(() => expect(document.activeElement).toBe(next), patience)
    await press('Next: Model')
    await press('Next: Configuration')
    expect(screen.getByRole('treeitem', { name: /Only on Live/ })).toBeTruthy()
    expect(screen.getByRole('treeitem', { name: /templates\/hotfix.html/ }).getAttribute('aria-checked')).toBe('false')
    await press('Next: Review')
    const go = await button('Snapshot and promote')
    expect(go.hasAttribute('disabled')).toBe(true)
    await userEvent.type(screen.getByLabelText('Type Live to confirm'), 'live')
    await userEvent.type(screen.getByLabelText('Why'), 'Autumn')
    expect(go.hasAttribute('disabled')).toBe(true)
    await userEvent.clear(screen.getByLabelText('Type Live to confirm'))
    await userEvent.type(screen.getByLabelText('Type Live to confirm'), 'Live')
    await userEvent.click(go)
    expect(await screen.findByRole('heading', { name: 'Live matches the plan' }, patience)).toBeTruthy()
    expect(start).toHaveBeenCalledWith(expect.objectContaining({ confirm: 'Live', why: 'Autumn' }))
  })

  it('keeps a banner on every screen until an open run is answered', async () => {
    const fake = Fake.withSample()
    fake.breaks = true
    const app = open(fake)
    await promoteToQA()
    await press('Snapshot and promote')
    expect(await screen.findByText('QA is half way')).toBeTruthy()
    await press('Decide later')
    await button('Undo run 1 on QA')
    const promote = await button('Promote Development to QA')
    await waitFor(() => expect(promote.hasAttribute('disabled')).toBe(true), patience)
    expect(screen.getByText('Run 1 is not finished')).toBeTruthy()
    app.router.go({ name: 'settings' })
    await press('Undo run 1 on QA')
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo run 1 on QA' })).toBeNull(), patience)
    expect(await screen.findByText(/undone\. Everything is as it was before/)).toBeTruthy()
  })

  it('asks before it closes over a run, and can stop it first', async () => {
    const fake = Fake.withSample()
    open(fake)
    await promoteToQA()
    fake.delay = 60
    await press('Snapshot and promote')
    await screen.findByText(/Snapshot 1 of QA written/, {}, patience)
    fake.emit('close:asked', {})
    expect(await screen.findByText('A run is under way on QA.')).toBeTruthy()
    await press('Keep open')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(fake.quits).toBe(0)
    fake.emit('close:asked', {})
    await press('Undo and close')
    await waitFor(() => expect(fake.quits).toBe(1), patience)
    fake.delay = 0
    expect(await fake.environment({ ref: `${shop}/QA` })).toMatchObject({ open_run: null })
  })

  it('says what it waits for, and stops it', async () => {
    const fake = Fake.withSample()
    const app = open(fake)
    await screen.findByText(/Each bar shows/, {}, patience)
    let stop: () => void = () => undefined
    vi.spyOn(fake, 'compare').mockImplementationOnce(
      () => new Promise((_, reject) => (stop = () => reject(new BackendError('conflict', 'Stopped. Nothing more was done.')))),
    )
    vi.spyOn(fake, 'interrupt').mockImplementationOnce(() => Promise.resolve(stop()))
    app.router.go({ name: 'compare', a: `${shop}/Live`, b: `${shop}/QA` })
    expect(await screen.findByText('Comparing…', {}, patience)).toBeTruthy()
    await press('Stop reading')
    expect(await screen.findByText('Stopped. Nothing more was done.')).toBeTruthy()
    await press('Try again')
    expect(await screen.findByRole('treeitem', { name: 'orders, changed' }, patience)).toBeTruthy()
  })

  it('offers to review again when the target has changed', async () => {
    const fake = Fake.withSample()
    vi.spyOn(fake, 'start').mockRejectedValueOnce(new BackendError('conflict', 'QA has changed since this plan was made.'))
    open(fake)
    await promoteToQA()
    await press('Snapshot and promote')
    expect(await screen.findByText(/QA has changed since this plan was made/)).toBeTruthy()
    await press('Review again')
    expect(await screen.findByText('1 answer needed to go on', {}, patience)).toBeTruthy()
  })

  it('shows one environment that does not answer, and the others all the same', async () => {
    const fake = Fake.withSample()
    fake.away.add(`${shop}/Live`)
    open(fake)
    const live = await screen.findByRole('region', { name: 'Live' })
    expect(await within(live).findByText(/is not there/)).toBeTruthy()
    fake.away.clear()
    await press('Try again: Live')
    await waitFor(() => expect(within(live).queryByText(/is not there/)).toBeNull(), patience)
  })

  it('tells of a failure in a sentence and offers to try again', async () => {
    const fake = Fake.withSample()
    vi.spyOn(fake, 'projects').mockRejectedValueOnce(new BackendError('corrupt', 'The catalog is damaged.'))
    open(fake)
    expect(await screen.findByText('The catalog is damaged.')).toBeTruthy()
    await press('Try again')
    expect(await screen.findByRole('region', { name: 'QA' }, patience)).toBeTruthy()
  })

  it('takes a snapshot with a note, exports it, and looks into an archive before adding it', async () => {
    const fake = Fake.withSample()
    const written = vi.spyOn(fake, 'exportSnapshots')
    open(fake)
    await press('Actions for Live')
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Take snapshot…' }))
    await userEvent.type(await screen.findByLabelText(/^Note/), 'Before autumn')
    await press('Take snapshot')
    expect(await screen.findByText('Snapshot 1 of Live is taken.', {}, patience)).toBeTruthy()
    await press('Show')
    expect(await screen.findByRole('option', { name: /Before autumn/ }, patience)).toBeTruthy()
    await press('Export…')
    await waitFor(() => expect(written).toHaveBeenCalledWith({ refs: [`${shop}/Live@1`], environment: '', project: '', all: false, passphrase: '', path: fake.saveTo }))
    fake.emit('archive:dropped', { path: '/home/ada/dropped.zip' })
    await press('Add 1 snapshot to Live')
    expect(await screen.findByText('1 snapshot added to Live.', {}, patience)).toBeTruthy()
  })

  it('refuses what is no archive, in a sentence', async () => {
    const fake = Fake.withSample()
    open(fake)
    await screen.findByRole('region', { name: 'QA' })
    fake.handed = '/home/ada/holiday.jpg'
    fake.emit('archive:opened', {})
    expect(await screen.findByText(/is not a Lockstep archive/, {}, patience)).toBeTruthy()
  })

  it('begins a project with its first environment', async () => {
    const fake = new Fake()
    open(fake)
    await press(/New project/)
    await userEvent.type(await screen.findByLabelText('Project name'), 'Shop')
    await press('Create project')
    await userEvent.type(await screen.findByLabelText('Name'), 'Development')
    await press('Choose Folder')
    await press('Test connection')
    expect(await screen.findByText('6 items found. Nothing was changed.')).toBeTruthy()
    const dialog = screen.getByRole('dialog', { name: 'Add environment' })
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add environment' }))
    expect(await screen.findByRole('region', { name: 'Development' }, patience)).toBeTruthy()
  })

  it('adds what may not be written to only when that was seen', async () => {
    const fake = new Fake()
    const found = await fake.testConnection({ settings: { path: '/srv/replica' } })
    const looked = vi.spyOn(fake, 'testConnection').mockResolvedValue({ ...found, rights: 'read', rights_why: 'It is a replica.', clock: 'other', clock_ahead: -240_000, clock_off: true })
    open(fake)
    await press(/New project/)
    await userEvent.type(await screen.findByLabelText('Project name'), 'Shop')
    await press('Create project')
    await userEvent.type(await screen.findByLabelText('Name'), 'Development')
    await press('Choose Folder')
    const dialog = screen.getByRole('dialog', { name: 'Add environment' })
    const add = () => userEvent.click(within(dialog).getByRole('button', { name: 'Add environment' }))
    await add()
    expect(await within(dialog).findByText('Nothing is added yet.')).toBeTruthy()
    expect(within(dialog).getByText('It is a replica.')).toBeTruthy()
    expect(within(dialog).getByText(/Its clock is 4 min behind this computer’s/)).toBeTruthy()
    await add()
    expect(await screen.findByRole('region', { name: 'Development' }, patience)).toBeTruthy()
    expect(looked).toHaveBeenCalledTimes(1)
  })

  it('makes an environment that is promoted from no other any more', async () => {
    const fake = Fake.withSample()
    const edit = vi.spyOn(fake, 'editEnvironment')
    open(fake)
    await press('Actions for QA')
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit…' }))
    const dialog = await screen.findByRole('dialog', { name: /QA/ })
    await userEvent.selectOptions(within(dialog).getByLabelText(/^Promoted from/), '')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save changes' }))
    await waitFor(() => expect(edit).toHaveBeenCalledWith(expect.objectContaining({ upstream: '', root: true })))
  })

  it('compares two sides, and shows the chosen item', async () => {
    const app = open(Fake.withSample())
    await screen.findByRole('region', { name: 'QA' })
    app.router.go({ name: 'compare', a: `${shop}/Live`, b: `${shop}/QA`, only: 'remove' })
    expect(await screen.findByRole('treeitem', { name: 'hotfix.html, removed' }, patience)).toBeTruthy()
    expect(screen.queryByRole('treeitem', { name: 'orders, changed' })).toBeNull()
    const text = () => document.querySelector('.column')?.shadowRoot?.textContent
    await waitFor(() => expect(text()).toContain('<p>We are back.</p>'), patience)
    await press('Swap sides')
    await waitFor(() => expect(app.router.route).toMatchObject({ a: `${shop}/QA`, b: `${shop}/Live`, only: 'add' }))
    expect(await screen.findByRole('treeitem', { name: 'hotfix.html, added' }, patience)).toBeTruthy()
  })

  it.each([['at once', ['history']], ['by its status', ['status', 'history']]] as const)('restores by R in a history that is opened %s', async (_, tabs) => {
    const fake = Fake.withSample()
    await fake.takeSnapshot({ ref: `${shop}/QA`, note: 'Before the fair' })
    const app = open(fake)
    await screen.findByRole('region', { name: 'QA' })
    const looks = vi.spyOn(app.environments, 'look')
    for (const tab of tabs) {
      app.router.go({ name: 'environment', ref: `${shop}/QA`, tab })
      await screen.findByRole('link', { name: /^History/, ...(tab === 'history' ? { current: 'page' } : {}) })
    }
    await screen.findByRole('heading', { name: 'Before the fair' }, patience)
    looks.mockClear()
    await userEvent.keyboard('r')
    expect(await screen.findByRole('dialog', { name: 'Restore QA' }, patience)).toBeTruthy()
    expect(looks).not.toHaveBeenCalled()
  })

  it('finds a run in the palette by why it was made', async () => {
    const fake = Fake.withSample()
    const all = await fake.activity({ project: '', environment: '', by: '', act: '', from: '', to: '', offset: 0, limit: 0 })
    const run: ActivityRunView = {
      number: 7, act: 'promote', status: 'done', open: false, by: 'ada@desk', why: 'Autumn fair', environment: `${shop}/QA`, role: 'test', removed: false,
      source: `${shop}/Development@1`, counts: { added: 1, modified: 0, removed: 0, renamed: 0 }, takes_back: 0, taken_back_by: 0, started_at: '2026-11-21T09:41:00Z', ended_at: '',
    }
    vi.spyOn(fake, 'activity').mockResolvedValue({ ...all, runs: [run, { ...run, number: 6, why: '' }] })
    const app = open(fake)
    await screen.findByRole('region', { name: 'QA' })
    app.dialogs.show({ kind: 'palette', text: 'fair autumn' })
    await userEvent.click(await screen.findByRole('option', { name: /^Autumn fair Promotion from Development to QA, run 7, done/ }, patience))
    expect(app.router.route).toMatchObject({ name: 'activity', run: 7 })
    app.dialogs.show({ kind: 'palette', text: 'run 6' })
    expect(await screen.findByRole('option', { name: /^Promotion from Development to QA Run 6, done/ }, patience)).toBeTruthy()
  })

  it.each([['Development', '2 items edited since'], ['QA', '2 items changed since']])('says in a history what was changed by hand on %s', async (name, words) => {
    const fake = Fake.withSample()
    const ref = `${shop}/${name}`
    await fake.takeSnapshot({ ref, note: 'Before the fair' })
    const look = fake.look.bind(fake)
    vi.spyOn(fake, 'look').mockImplementation(async (asked) => ({ ...(await look(asked)), drift: 2 }))
    const app = open(fake)
    await screen.findByRole('region', { name: 'QA' })
    app.router.go({ name: 'environment', ref, tab: 'history' })
    await screen.findByRole('heading', { name: 'Before the fair' }, patience)
    await app.environments.look(ref)
    const row = await screen.findByText(new RegExp(`^${words} .*`), {}, patience)
    expect(row.textContent?.includes('outside Lockstep')).toBe(name === 'QA')
  })

  it('offers no comparison with an environment that has no connection', async () => {
    const fake = Fake.withSample()
    await fake.takeSnapshot({ ref: `${shop}/QA`, note: 'Before the fair' })
    const known = await fake.projects()
    vi.spyOn(fake, 'projects').mockResolvedValue(known.map((project) => ({ ...project, environments: project.environments.map((each) => ({ ...each, connections: [] })) })))
    const app = open(fake)
    app.router.go({ name: 'environment', ref: `${shop}/QA`, tab: 'history' })
    await screen.findByRole('heading', { name: 'Before the fair' }, patience)
    expect(await button('Restore…')).toBeTruthy()
    expect(screen.queryByRole('link', { name: 'Compare with now' })).toBeNull()
    expect(app.acts.here.some((act) => act.title === 'Compare with now')).toBe(false)
  })

  it('shows a model read-only where it may not be edited, and why', async () => {
    const app = open(Fake.withSample())
    await screen.findByRole('region', { name: 'QA' })
    app.router.go({ name: 'environment', ref: `${shop}/QA`, tab: 'model' })
    expect(await screen.findByText('Change it on Development and promote.', {}, patience)).toBeTruthy()
    await userEvent.click(screen.getByRole('radio', { name: /Model JSON/ }))
    const text = () => document.querySelector('.host')?.shadowRoot?.querySelector('.cm-content')
    await waitFor(() => expect(text()?.getAttribute('aria-label')).toBe('Model of QA as JSON'), patience)
    expect(text()?.getAttribute('aria-readonly')).toBe('true')
    expect(screen.queryByRole('button', { name: 'Validate and update' })).toBeNull()
  })
})
