import { expect, test } from 'vitest'
import type { Act } from './acts.svelte'
import { find } from './find'

const act = (title: string, more: Partial<Act> = {}): Act => ({ id: title, title, group: 'act', run: () => undefined, ...more })

const acts = [
  act('Settings', { group: 'place' }),
  act('Reset zoom'),
  act('Promote Staging to Live…', { hint: '11 differ' }),
  act('Restore Live…', { hint: 'choose a snapshot' }),
  act('Take a snapshot of Live…'),
  act('Prénom d’été', { group: 'item' }),
  act('Hidden', { hidden: true }),
]
const titles = (text: string) => find(acts, text).map((one) => one.title)

test('words are found in any order, by their beginnings, without case and accents', () => {
  expect(titles('live PROM')).toEqual(['Promote Staging to Live…'])
  expect(titles('prenom')).toEqual(['Prénom d’été'])
  expect(titles('live elsewhere')).toEqual([])
})

test('what people say elsewhere is understood', () => {
  expect(titles('version')).toEqual(['Take a snapshot of Live…', 'Restore Live…'])
  expect(titles('set live')).toEqual(['Restore Live…'])
  expect(titles('deploy')).toEqual(['Promote Staging to Live…'])
})

test('the title counts more than what is beside it, and the groups keep their order', () => {
  expect(titles('set')).toEqual(['Restore Live…', 'Reset zoom', 'Settings'])
  expect(titles('')).toHaveLength(6)
  expect(titles('hidden')).toEqual([])
})
