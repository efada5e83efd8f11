import { render, screen, waitFor, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import AppView from '../../App.svelte'
import { BackendError } from '../../lib/backend/errors'
import { Fake } from '../../lib/backend/fake'
import type { ValuePlaceView, ValueView } from '../../lib/backend/views'
import { App } from '../../lib/state/app'

const shop = 'Northwind Shop'
const patience = { timeout: 4000 }

function cell(name: string, more: Partial<ValueView> = {}): ValueView {
  return { environment: `${shop}/${name}`, status: 'set', value: '', fingerprint: '', group: 1, changed_at: '', fixed: '', ...more }
}

function place(address: string, kind: 'keep' | 'secret', values: ValueView[], more: Partial<ValuePlaceView> = {}): ValuePlaceView {
  return { place: `main:file/.env#${address}`, key: 'main:file/.env', address, kind, rule: `file/.env#${address}`, differ: true, holes: 0, values, ...more }
}

function withValues(): Fake {
  const fake = Fake.withSample()
  fake.ruled = [{ kind: 'secret', pattern: 'file/.env#KEY', default: false }, { kind: 'keep', pattern: 'file/.env#HOST', default: false }, { kind: 'own', pattern: 'file/*.log', default: true }]
  fake.places = [
    place('HOST', 'keep', [cell('Development', { value: 'localhost' }), cell('QA', { value: 'mail.qa.example', group: 2 }), cell('Live', { value: 'mail.example', group: 3 })]),
    place('KEY', 'secret', [cell('Development'), cell('QA', { group: 2 }), cell('Live', { status: 'not-set', group: 0 })], { holes: 1 }),
    place('PORT', 'keep', ['Development', 'QA', 'Live'].map((name) => cell(name, { value: '25' })), { differ: false }),
  ]
  return fake
}

function open(fake: Fake): App {
  const app = new App(fake)
  render(AppView, { app })
  return app
}

const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }, patience))

beforeEach(() => {
  location.hash = ''
})

afterEach(() => vi.restoreAllMocks())

describe('the matrix of values', () => {
  it('tells the same from the other, shows holes, and no secret', async () => {
    open(withValues()).router.go({ name: 'values' })
    const grid = await screen.findByRole('grid', { name: 'Environment values' }, patience)
    expect(within(grid).getByRole('button', { name: 'HOST on QA: value B mail.qa.example' })).toBeTruthy()
    expect(within(grid).getByRole('button', { name: 'KEY on QA: value B set' })).toBeTruthy()
    expect(within(grid).getByRole('button', { name: 'KEY on Live: not set' })).toBeTruthy()
    expect(within(grid).getByRole('button', { name: 'PORT on Live: the same everywhere 25' })).toBeTruthy()
    await userEvent.click(screen.getByRole('radio', { name: /^Not set/ }))
    expect(within(grid).queryByRole('button', { name: /^HOST on QA/ })).toBeNull()
    expect(within(grid).getByRole('button', { name: /^KEY on QA/ })).toBeTruthy()
  })

  it('is gone through by arrows, and names the rule of the place that has the focus', async () => {
    open(withValues()).router.go({ name: 'values' })
    const first = await screen.findByTitle(/#HOST, by the rule/, {}, patience)
    first.focus()
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}')
    expect(document.activeElement?.textContent).toMatch(/KEY on QA:/)
    const foot = screen.getByRole('region', { name: 'The place KEY' })
    expect(within(foot).getByRole('link', { name: 'file/.env#KEY' }).getAttribute('href')).toContain('rule=file')
    await userEvent.keyboard('{Home}{ArrowUp}{End}{Enter}')
    expect(await screen.findByRole('dialog', { name: 'Set HOST of Live' })).toBeTruthy()
  })
})

describe('a value in its place', () => {
  it('is set on QA by a run, which can be rolled back', async () => {
    const fake = withValues()
    const start = vi.spyOn(fake, 'start')
    open(fake).router.go({ name: 'environment', ref: `${shop}/QA`, tab: 'values' })
    await press('Set HOST on QA…')
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'New value' })
    expect(field.value).toBe('mail.qa.example')
    vi.spyOn(fake, 'plan').mockImplementationOnce(async (request) => ({ ...(await Fake.prototype.plan.call(fake, request)), writes: 1 }))
    await press('Review')
    expect(await screen.findByText(/A snapshot of QA is taken first/)).toBeTruthy()
    await press('Snapshot and set')
    expect(await screen.findByText('HOST of QA set.', {}, patience)).toBeTruthy()
    expect(start).toHaveBeenCalledOnce()
    expect(screen.getByRole('button', { name: 'Roll back' })).toBeTruthy()
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('asks on live for the name and a reason, and shows no secret as it is typed', async () => {
    const fake = withValues()
    const live = (await fake.projects())[0]?.environments[2]
    if (!live) throw new Error('no Live')
    await fake.editEnvironment({ ref: live.ref, project: shop, name: 'Live', role: 'live', upstream: 'QA', root: false, slot: '', kind: '', settings: {}, secrets: {}, allow_writing: true, watch: null })
    fake.places = fake.places.map((row) => (row.address === 'KEY' ? { ...row, values: row.values.map((one) => ({ ...one, status: 'set' as const, group: 1 })) } : row))
    open(fake).router.go({ name: 'environment', ref: live.ref, tab: 'values' })
    await press('Set KEY on Live…')
    const field = await screen.findByLabelText<HTMLInputElement>('New value')
    expect([field.type, field.value]).toEqual(['password', ''])
    await userEvent.type(field, 'hush')
    await press('Show what is typed')
    expect(screen.getByLabelText<HTMLInputElement>('New value').type).toBe('text')
    vi.spyOn(fake, 'plan').mockImplementationOnce(async (request) => ({ ...(await Fake.prototype.plan.call(fake, request)), writes: 1 }))
    await press('Review')
    const set = await screen.findByRole('button', { name: 'Snapshot and set' })
    expect(screen.getByRole('dialog').textContent).not.toContain('hush')
    expect(set.hasAttribute('disabled')).toBe(true)
    await userEvent.type(screen.getByRole('textbox', { name: 'Why' }), 'Rotated')
    await userEvent.type(screen.getByRole('textbox', { name: 'Type Live to confirm' }), 'Live')
    await waitFor(() => expect(set.hasAttribute('disabled')).toBe(false))
  })

  it('is kept ready where the environment does not have the place, and forgotten', async () => {
    const fake = withValues()
    vi.spyOn(fake, 'plan').mockRejectedValue(new BackendError('not-found', 'Live has no KEY yet.'))
    open(fake).router.go({ name: 'environment', ref: `${shop}/Live`, tab: 'values' })
    const list = await screen.findByRole('list', { name: 'Environment values of Live' }, patience)
    expect(within(list).getAllByRole('listitem')[0]?.textContent).toContain('KEY')
    await press('Set KEY on Live…')
    await userEvent.type(await screen.findByLabelText('New value'), 'hush')
    await press('Keep ready')
    expect(await within(list).findByText('Kept ready', {}, patience)).toBeTruthy()
    await press('Forget the value kept ready for KEY')
    await press('Forget? the value kept ready for KEY')
    expect(await within(list).findByText('not set', {}, patience)).toBeTruthy()
  })
})

describe('the rules of a project', () => {
  it('are moved, removed and brought back, with those of the connectors behind them', async () => {
    const fake = withValues()
    open(fake).router.go({ name: 'settings' })
    const list = await screen.findByRole('list', { name: `Rules of ${shop}` }, patience)
    await within(list).findByText('file/.env#HOST', {}, patience)
    expect(within(screen.getByRole('list', { name: 'Rules of the connectors', hidden: true })).getByText('file/*.log')).toBeTruthy()
    await press('Move the rule file/.env#HOST up')
    await waitFor(() => expect(within(list).getAllByRole('listitem')[0]?.textContent).toContain('file/.env#HOST'))
    await press('Remove the rule file/.env#HOST')
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(1))
    await press('Undo last change')
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(2))
  })

  it('are accepted from those that are proposed, with the kind that was chosen', async () => {
    const fake = Fake.withSample()
    fake.suggestions = [{ kind: 'keep', pattern: 'file/.env#URL', key: 'main:file/.env', address: 'URL', evidence: ['looks like a URL'], sure: 90, ticked: true }, { kind: 'keep', pattern: 'file/.env#DEBUG', key: 'main:file/.env', address: 'DEBUG', evidence: [], sure: 10, ticked: false }]
    open(fake).router.go({ name: 'values' })
    await press('Look for values…')
    await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'What URL is' }, patience), 'Secret')
    await press('No, never: DEBUG')
    await waitFor(() => expect(fake.declined).toEqual(['file/.env#DEBUG']))
    await press('Add 1 rule')
    await waitFor(() => expect(fake.ruled).toEqual([{ kind: 'secret', pattern: 'file/.env#URL', default: false }]))
  })
})
