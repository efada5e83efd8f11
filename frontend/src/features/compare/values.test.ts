import { render, screen, waitFor } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import AppView from '../../App.svelte'
import { Fake } from '$lib/backend/fake'
import { App } from '$lib/state/app'
import type { DiffValueView } from '$lib/state/views'
import ItemValues from './ItemValues.svelte'

function value(address: string, more: Partial<DiffValueView> = {}): DiffValueView {
  return { address, secret: false, before: 'live.example', after: 'qa.example', left: true, right: true, differ: true, ...more }
}

const secret = value('KEY', { secret: true, before: '', after: '' })
const sides = { left: 'Live, now', right: 'QA, now' }

beforeEach(() => {
  location.hash = ''
})

describe('the values of an item', () => {
  it('are shown on both sides; of a secret, whether it differs', () => {
    render(ItemValues, { ...sides, values: [value('HOST'), secret, value('NEW', { secret: true, left: false, before: '', after: '' })], masked: true, onreveal: () => Promise.resolve(null) })
    expect(screen.getByRole('row', { name: /HOST live\.example qa\.example/ })).toBeTruthy()
    expect(screen.getByRole('row', { name: /KEY differs differs/ })).toBeTruthy()
    expect(screen.getByRole('row', { name: /NEW not there set/ })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Show KEY' })).toBeNull()
  })

  it('gives one secret to who asks for it, and none once they are masked again', async () => {
    const onreveal = vi.fn(() => Promise.resolve({ before: 'hunter2', after: 'hunter3' }))
    const props = { ...sides, values: [secret, value('OTHER', { secret: true, before: '', after: '' })], onreveal }
    const { rerender } = render(ItemValues, { ...props, masked: false })
    await userEvent.click(screen.getByRole('button', { name: 'Show KEY' }))
    expect(await screen.findByText('hunter2')).toBeTruthy()
    expect(onreveal.mock.calls).toEqual([['KEY']])
    expect(screen.getByRole('row', { name: /OTHER differs differs/ })).toBeTruthy()
    await rerender({ ...props, masked: true })
    expect(screen.queryByText('hunter2')).toBeNull()
    await rerender({ ...props, masked: false })
    expect(screen.queryByText('hunter2')).toBeNull()
  })
})

describe('a comparison', () => {
  it('leaves environment values out of account until they are asked for', async () => {
    const fake = Fake.withSample()
    const compare = fake.compare.bind(fake)
    const asked = vi.spyOn(fake, 'compare').mockImplementation(async (args) => ({ ...(await compare(args)), ignored_values: args.withValues ? 0 : 3 }))
    const app = new App(fake)
    render(AppView, { app })
    app.router.go({ name: 'compare', a: 'Northwind Shop/Live', b: 'Northwind Shop/QA' })
    expect(await screen.findByText(/3 environment values were ignored/)).toBeTruthy()
    const ignore = screen.getByRole<HTMLInputElement>('switch', { name: 'Ignore environment values' })
    expect([ignore.checked, screen.getByRole<HTMLInputElement>('switch', { name: 'Mask secrets' }).checked]).toEqual([true, true])
    await userEvent.click(screen.getByRole('button', { name: 'Show them' }))
    await waitFor(() => expect(asked.mock.lastCall?.[0].withValues).toBe(true))
    await waitFor(() => expect(screen.queryByText(/were ignored/)).toBeNull())
    expect(ignore.checked).toBe(false)
  })
})
