import { describe, expect, it } from 'vitest'
import { BackendError, lookOf, toBackendError } from './errors'

describe('what a call is rejected with', () => {
  it.each([
    ['the text that Go sends', '{"code":"conflict","message":"Live has changed."}'],
    ['an error around that text', new Error('{"code":"conflict","message":"Live has changed."}')],
    ['the parsed object', { code: 'conflict', message: 'Live has changed.' }],
  ])('becomes code and sentence from %s', (_, reason) => {
    const error = toBackendError(reason)
    expect(error.code).toBe('conflict')
    expect(error.message).toBe('Live has changed.')
  })

  it.each([
    ['plain text', 'the bridge is gone', 'the bridge is gone'],
    ['an ordinary error', new TypeError('x is undefined'), 'x is undefined'],
    ['nothing at all', undefined, 'The program did not say what went wrong.'],
    ['an unknown code', '{"code":"strange","message":"Odd."}', 'Odd.'],
    ['JSON that is no error', '[1,2]', '[1,2]'],
  ])('is internal for %s', (_, reason, message) => {
    const error = toBackendError(reason)
    expect(error.code).toBe('internal')
    expect(error.message).toBe(message)
  })

  it('stays what it is when it is a BackendError already', () => {
    const error = new BackendError('denied', 'No.')
    expect(toBackendError(error)).toBe(error)
    expect(lookOf(error).tone).toBe('warn')
  })
})
