import { render, screen, waitFor, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import AppView from '../../App.svelte'
import { Answers } from '$lib/state/answers.svelte'
import { App } from '$lib/state/app'
import { BackendError } from '$lib/backend/errors'
import { Fake } from '$lib/backend/fake'
import { change, plan, problem } from '$lib/state/testing'
import type { PlanValueView, SuggestionView } from '$lib/state/views'
import { questions } from './questions'
import { hasOwn, valuesOf } from './values'

const patience = { timeout: 4000 }
const mail = 'main:file/settings/mail.json'

function value(address: string, more: Partial<PlanValueView> = {}): PlanValueView {
  return { place: `file/settings/mail.json#${address}`, key: mail, address, secret: false, status: 'kept', value: 'mail.example', fingerprint: '', chosen: true, ...more }
}

function suggestion(address: string, more: Partial<SuggestionView> = {}): SuggestionView {
  return { kind: 'keep', pattern: `file/settings/mail.json#${address}`, key: mail, address, evidence: ['looks like a host name'], sure: 90, ticked: true, ...more }
}

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

async function configuration(): Promise<HTMLElement> {
  await press('Promote Development to QA')
  await press('Next: Model')
  await userEvent.click(await screen.findByRole('radio', { name: 'Accept the loss: coupons' }))
  await press('Next: Configuration')
  return screen.findByRole('region', { name: 'Environment values on QA' })
}

beforeEach(() => {
  location.hash = ''
})

describe('the values of a plan', () => {
  it('are those of items that are written, and apart from them all others', () => {
    const made = plan([change(mail)], { values: [value('/key', { status: 'hole' }), value('/host', { chosen: false })], owned: ['main:object/jobs'] })
    expect(valuesOf(made, 'configuration').written.map((one) => one.address)).toEqual(['/key'])
    expect(valuesOf(made, 'configuration').others.map((one) => one.address)).toEqual(['/host'])
    expect(hasOwn(made, 'model')).toBe(true)
    expect(valuesOf(made, 'model')).toEqual({ written: [], others: [] })
  })

  it('are named by the question of the item that lacks them', () => {
    const made = plan([change(mail)], { values: [value('/key', { status: 'hole' }), value('/host')], problems: [problem(mail, 'blocks', { path: '/key' })] })
    const answers = new Answers()
    answers.begin(made)
    expect(questions(made, answers, 'configuration')[0]?.holes.map((one) => one.address)).toEqual(['/key'])
  })
})

describe('the panel of values', () => {
  it('takes what the target lacks unseen, says what is wrong with it, and never shows it', async () => {
    const fake = Fake.withSample()
    fake.planValues = [value('/key', { status: 'hole', secret: true, value: '' }), value('/host'), value('/password', { secret: true, value: '' })]
    const fill = vi.spyOn(fake, 'fillValue')
    fill.mockRejectedValueOnce(new BackendError('invalid', 'This is no key.'))
    open(fake)
    const panel = within(await configuration())
    expect(panel.getByText('QA has no value yet.')).toBeTruthy()
    expect(panel.getByText('mail.example')).toBeTruthy()
    expect(panel.getByText('set')).toBeTruthy()
    const field = panel.getByLabelText<HTMLInputElement>('/key on QA')
    expect(field.type).toBe('password')
    await userEvent.type(field, 'wrong{Enter}')
    expect(await panel.findByText('This is no key.')).toBeTruthy()
    await userEvent.clear(field)
    await userEvent.type(field, 'right{Enter}')
    expect(await panel.findByText('Given here, and laid in by the run.')).toBeTruthy()
    expect(fill.mock.lastCall?.[0]).toMatchObject({ place: 'file/settings/mail.json#/key', value: 'right' })
    expect(document.body.textContent).not.toContain('right')
  })

  it('has what an object of the model lacks in the step of the model', async () => {
    const fake = Fake.withSample()
    fake.planValues = [value('/hook', { key: 'main:object/orders', place: 'object/orders#/hook', status: 'hole', value: '' })]
    open(fake)
    await press('Promote Development to QA')
    await press('Next: Model')
    expect(within(await screen.findByRole('region', { name: 'Environment values on QA' })).getByLabelText('/hook on QA')).toBeTruthy()
    await userEvent.click(await screen.findByRole('radio', { name: 'Accept the loss: coupons' }))
    await press('Next: Configuration')
    expect(screen.queryByRole('region', { name: 'Environment values on QA' })).toBeNull()
  })

  it('is not there where there is nothing to say', async () => {
    open(Fake.withSample())
    await expect(configuration()).rejects.toThrow()
    expect(screen.getByRole('heading', { name: 'Configuration' })).toBeTruthy()
  })
})

describe('a first promotion', () => {
  it('asks what belongs to each environment, and takes only what is ticked', async () => {
    const fake = Fake.withSample()
    fake.suggestions = [suggestion('/host'), suggestion('/key', { ticked: false })]
    const decline = vi.spyOn(fake, 'declineRules')
    open(fake)
    await press('Promote Development to QA')
    await press('Next: Model')
    expect(await screen.findByRole('heading', { name: 'What belongs to each environment?' })).toBeTruthy()
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^\/key/ }).checked).toBe(false)
    await userEvent.click(within(screen.getByRole('radiogroup', { name: 'What /host is' })).getByRole('radio', { name: 'Secret' }))
    await press('Keep this value')
    expect(await screen.findByRole('heading', { name: 'Model' })).toBeTruthy()
    expect(fake.ruled).toEqual([{ kind: 'secret', pattern: 'file/settings/mail.json#/host', default: false }])
    expect(decline).not.toHaveBeenCalled()
  })

  it('turns the others down for good only where that is asked for', async () => {
    const fake = Fake.withSample()
    fake.suggestions = [suggestion('/host', { ticked: false })]
    open(fake)
    await press('Promote Development to QA')
    await press('Next: Model')
    expect((await button('Keep these values')).hasAttribute('disabled')).toBe(true)
    await userEvent.click(screen.getByRole('checkbox', { name: 'Don’t ask again about the others' }))
    await press('Keep none of them')
    expect(await screen.findByRole('heading', { name: 'Model' })).toBeTruthy()
    expect(fake.declined).toEqual(['file/settings/mail.json#/host'])
    expect(fake.ruled).toEqual([])
  })

  it('puts it off for this wizard, and asks again in the next', async () => {
    const fake = Fake.withSample()
    fake.suggestions = [suggestion('/host')]
    const app = open(fake)
    await press('Promote Development to QA')
    await press('Next: Model')
    await press('Not now')
    expect(await screen.findByRole('heading', { name: 'Model' })).toBeTruthy()
    app.stepBack()
    await press('Next: Model')
    expect(await screen.findByRole('heading', { name: 'Model' })).toBeTruthy()
    app.closeWizard()
    await press('Promote Development to QA')
    await press('Next: Model')
    expect(await screen.findByRole('heading', { name: 'What belongs to each environment?' })).toBeTruthy()
    expect(fake.ruled).toEqual([])
  })

  it('does not ask where the project has rules, or where they cannot be read', async () => {
    const fake = Fake.withSample()
    fake.suggestions = [suggestion('/host')]
    fake.ruled = [{ kind: 'own', pattern: 'file/robots.txt', default: false }]
    const app = open(fake)
    await press('Promote Development to QA')
    await press('Next: Model')
    expect(await screen.findByRole('heading', { name: 'Model' })).toBeTruthy()
    app.closeWizard()
    vi.spyOn(fake, 'rules').mockRejectedValue(new BackendError('unreachable', 'Not now.'))
    await press('Promote Development to QA')
    await press('Next: Model')
    expect(await screen.findByRole('heading', { name: 'Model' })).toBeTruthy()
  })
})

describe('what is let travel', () => {
  it('is named in the review', async () => {
    const fake = Fake.withSample()
    const made = fake.plan.bind(fake)
    vi.spyOn(fake, 'plan').mockImplementation(async (request) => ({ ...(await made(request)), values: [value('/host')] }))
    const choose = fake.choose.bind(fake)
    vi.spyOn(fake, 'choose').mockImplementation(async (asked) => ({ ...(await choose(asked)), problems: [problem(mail, 'leaks', { message: 'mail.json names a host of Development.' })] }))
    open(fake)
    await press('Promote Development to QA')
    await press('Next: Model')
    await press('Next: Configuration')
    await press('Next: Review')
    expect(await screen.findByText('1 value may not belong on QA')).toBeTruthy()
    expect(screen.getByText(/names a host of Development/)).toBeTruthy()
  })
})
