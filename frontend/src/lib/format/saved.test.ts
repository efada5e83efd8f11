import { expect, test } from 'vitest'
import { savedSize, savedTitle } from './saved'

test('what was saved is named by its columns, or as the rows of its table', () => {
  expect(savedTitle('main:table/orders', { whole: false, columns: ['note', 'price'] })).toBe('note, price of orders')
  expect(savedTitle('main:table/orders', { whole: true, columns: ['id', 'note'] })).toBe('The rows of orders')
  expect(savedSize({ rows: 48_112, bytes: 3_200_000 })).toBe('48,112 rows, 3.2 MB')
})
