import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { heedKeeping, keep, keepAll, kept, recall } from './kept'

/** A catalog that writes down what it is asked to remember. */
function catalog(known: Record<string, string> = {}) {
  const written: string[] = []
  return {
    written,
    remembered: () => Promise.resolve(known),
    remember: ({ name, value }: { name: string; value: string }) => {
      written.push(`${name}=${value}`)
      return Promise.resolve()
    },
  }
}

beforeEach(() => vi.useFakeTimers())

afterEach(async () => {
  await vi.runAllTimersAsync()
  vi.useRealTimers()
})

test('what was remembered is there at once', async () => {
  await recall(catalog({ theme: 'dark' }))
  expect(kept('theme')).toBe('dark')
  expect(kept('zoom')).toBeNull()
})

test('a value is written at once, and then the newest of each name, in order', async () => {
  const to = catalog()
  await recall(to)
  keep('draft', 'a')
  keep('draft', 'ab')
  keep('zoom', '125')
  keep('draft', 'abc')
  expect(kept('draft')).toBe('abc')
  expect(to.written).toEqual(['draft=a'])
  await vi.runAllTimersAsync()
  expect(to.written).toEqual(['draft=a', 'draft=abc', 'zoom=125'])
})

test('what is as it was is not written, and null forgets', async () => {
  const to = catalog({ theme: 'dark' })
  await recall(to)
  keep('theme', 'dark')
  keep('never', null)
  keep('theme', null)
  await vi.runAllTimersAsync()
  expect(to.written).toEqual(['theme='])
  expect(kept('theme')).toBeNull()
})

test('a page that goes writes what waits without a rest', async () => {
  const to = catalog()
  await recall(to)
  keep('draft', 'a')
  keep('draft', 'ab')
  void keepAll()
  expect(to.written).toEqual(['draft=a', 'draft=ab'])
})

test('a failure breaks nothing and is told', async () => {
  const heard = vi.fn()
  const stop = heedKeeping(heard)
  await recall({ remembered: () => Promise.reject(new Error('damaged')), remember: () => Promise.reject(new Error('too large')) })
  keep('model', 'x')
  await vi.runAllTimersAsync()
  expect(kept('model')).toBe('x')
  expect(heard).toHaveBeenCalledOnce()
  stop()
})
