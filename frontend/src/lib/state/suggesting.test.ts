import { describe, expect, it, vi } from 'vitest'
import { Fake } from '../backend/fake'
import type { SuggestionView } from '../backend/views'
import { Suggesting } from './suggesting.svelte'

const shop = 'Northwind Shop'
const proposed = (pattern: string, more: Partial<SuggestionView> = {}): SuggestionView => ({
  kind: 'keep', pattern, key: 'file/.env', address: pattern.split('#')[1] ?? '', evidence: ['looks like a URL'], sure: 90, ticked: true, ...more,
})

async function looking() {
  const fake = Fake.withSample()
  fake.suggestions = [proposed('file/.env#APP_URL'), proposed('file/.env#KEY', { ticked: false }), proposed('file/.env#PORT')]
  const suggesting = new Suggesting(fake, shop)
  await suggesting.look()
  return { fake, suggesting }
}

describe('rules that are proposed', () => {
  it('are ticked where they are sure, and become rules with the kinds that were chosen, in one step', async () => {
    const { fake, suggesting } = await looking()
    const add = vi.spyOn(fake, 'addRules')
    suggesting.tick('file/.env#PORT', false)
    suggesting.choose('file/.env#KEY', 'secret')
    await suggesting.accept()
    expect(add).toHaveBeenCalledWith({
      project: shop,
      rules: [
        { kind: 'keep', pattern: 'file/.env#APP_URL', default: false },
        { kind: 'secret', pattern: 'file/.env#KEY', default: false },
      ],
    })
  })

  it('go when they are turned down, and are no rules then', async () => {
    const { fake, suggesting } = await looking()
    await suggesting.decline('file/.env#APP_URL')
    expect(suggesting.found.value?.map((one) => one.pattern)).toEqual(['file/.env#KEY', 'file/.env#PORT'])
    await suggesting.accept()
    expect(fake.declined).toEqual(['file/.env#APP_URL'])
    expect(fake.ruled.map((one) => one.pattern)).toEqual(['file/.env#PORT'])
  })
})
