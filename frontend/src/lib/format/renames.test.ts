import { expect, it } from 'vitest'
import { renameWords } from './renames'

it('says the answers to a rename in words', () => {
  expect(renameWords({ from: 'product.note', to: 'remark' })).toEqual({ same: 'note is now remark: keep its values', other: 'Drop note, add remark' })
  expect(renameWords({ from: 'audit.log.by~2whom', to: 'who' }).same).toBe('by.whom is now who: keep its values')
  expect(renameWords({ from: 'orders', to: 'purchases' })).toEqual({ same: 'orders is now purchases: keep its rows', other: 'Drop orders, add purchases' })
  expect(renameWords({ from: 'audit.orders', to: 'audit.purchases' }).other).toBe('Drop audit.orders, add audit.purchases')
})
