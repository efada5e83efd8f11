import { describe, expect, it, vi } from 'vitest'
import { BackendError } from '../backend/errors'
import { Fake } from '../backend/fake'
import { plan, problem } from './testing'
import { Undo } from './undo.svelte'
import { ValueEdit } from './valueedit.svelte'
import { Values } from './values.svelte'

const shop = 'Northwind Shop'
const rule = (pattern: string) => ({ kind: 'keep' as const, pattern, default: false })

describe('the values of a project', () => {
  it('are read again only while somebody looks at them, and once for many who ask', async () => {
    const fake = Fake.withSample()
    const asked = vi.spyOn(fake, 'values')
    const values = new Values(fake, new Undo())
    await values.refresh()
    expect(asked).not.toHaveBeenCalled()
    const stop = values.show(shop)
    await Promise.all([values.refresh(), values.refresh()])
    await vi.waitFor(() => expect(values.view.loading).toBe(false))
    expect(asked.mock.calls.length).toBeLessThanOrEqual(2)
    stop()
    asked.mockClear()
    await values.refresh()
    expect(asked).not.toHaveBeenCalled()
  })

  it('stay known of an environment that does not answer any more', async () => {
    const fake = Fake.withSample()
    fake.places = [{ place: 'file/.env#HOST', key: 'file/.env', address: 'HOST', kind: 'keep', rule: 'file/.env#HOST', differ: false, holes: 0, values: [] }]
    const values = new Values(fake, new Undo())
    values.show(shop)
    await vi.waitFor(() => expect(values.last(`${shop}/QA`)?.places).toHaveLength(1))
    fake.away.add(`${shop}/QA`)
    fake.places = []
    await values.refresh()
    expect(values.last(`${shop}/QA`)?.places).toHaveLength(1)
    expect(values.last(`${shop}/Live`)?.places).toHaveLength(0)
  })

  it('have rules of which each change can be taken back, unless another one came after it', async () => {
    const fake = Fake.withSample()
    const undo = new Undo()
    const values = new Values(fake, undo)
    await values.addRule(shop, rule('file/.env#HOST'))
    await values.setRules(shop, [], 'Removed the rule file/.env#HOST')
    await undo.back()
    expect(values.rules.value?.rules).toEqual([rule('file/.env#HOST')])
    fake.ruled = [rule('file/robots.txt')]
    await expect(undo.back()).rejects.toThrow(/have changed since/)
    expect(fake.ruled).toEqual([rule('file/robots.txt')])
  })
})

describe('setting a value', () => {
  const make = (fake = Fake.withSample()) => ({ fake, edit: new ValueEdit(fake, `${shop}/QA`, 'file/.env#HOST') })

  it('makes a plan of what is typed, and starts it', async () => {
    const { fake, edit } = make()
    const asked = vi.spyOn(fake, 'plan')
    edit.text = 'mail'
    edit.why = ' New host '
    await edit.review()
    expect(asked.mock.calls[0]?.[0]).toMatchObject({ act: 'edit', target: `${shop}/QA`, place: 'file/.env#HOST', value: 'mail' })
    const start = vi.spyOn(fake, 'start')
    expect((await edit.start(''))?.status).toBe('done')
    expect(start).toHaveBeenCalledWith({ plan: edit.plan?.id, confirm: '', why: 'New host' })
  })

  it('tells where the environment does not have the place, and goes back to what is typed', async () => {
    const { fake, edit } = make()
    vi.spyOn(fake, 'plan').mockRejectedValue(new BackendError('not-found', 'QA has no HOST yet.'))
    await edit.review()
    expect(edit.absent).toBe(true)
    edit.change()
    expect([edit.absent, edit.refused, edit.plan]).toEqual([false, null, null])
  })

  it('has to be answered where something is lost or would leak', async () => {
    const { fake, edit } = make()
    const leaks = (accepted: boolean) => plan([], { problems: [problem('file/.env', 'leaks', { accepted }), problem('file/.env', 'note')] })
    vi.spyOn(fake, 'plan').mockResolvedValue(leaks(false))
    const choose = vi.spyOn(fake, 'choose').mockResolvedValue(leaks(true))
    await edit.review()
    expect(edit.open).toBe(1)
    await edit.accept()
    expect(choose.mock.calls[0]?.[0].choices).toMatchObject({ accept_all: true, all_leaks: true })
    expect(edit.open).toBe(0)
  })

  it('keeps the plan where the run was refused', async () => {
    const { fake, edit } = make()
    await edit.review()
    vi.spyOn(fake, 'start').mockRejectedValue(new BackendError('conflict', 'QA changed since you reviewed.'))
    expect(await edit.start('')).toBeNull()
    expect(edit.plan).not.toBeNull()
    expect(edit.refused?.message).toBe('QA changed since you reviewed.')
  })
})
