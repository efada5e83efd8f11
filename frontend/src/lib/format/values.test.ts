import { describe, expect, it } from 'vitest'
import { differsFrom, groupLetter, valueWords } from './values'

const cell = (environment: string, status: string, value: string, group: number) => ({ environment, status, value, group })
const row = (kind: string, address: string, ...values: ReturnType<typeof cell>[]) => ({ key: 'file/.env', address, kind, values })

describe('a value in words', () => {
  it.each([
    ['as it is', 'keep', 'HOST', cell('shop/QA', 'set', 'mail', 1), 'mail'],
    ['as empty', 'keep', 'HOST', cell('shop/QA', 'set', '', 1), 'empty'],
    ['of a secret without a digit of it', 'secret', 'KEY', cell('shop/QA', 'set', '', 1), 'set'],
    ['of a whole item', 'keep', '', cell('shop/QA', 'set', '', 1), 'set'],
    ['as not set', 'secret', 'KEY', cell('shop/QA', 'not-set', '', 0), 'not set'],
    ['as kept ready', 'keep', 'HOST', cell('shop/QA', 'ready', 'mail', 1), 'mail, kept ready'],
    ['as not read', 'keep', 'HOST', cell('shop/QA', 'unread', '', 0), 'not read'],
  ])('is told %s', (_, kind, address, one, words) => expect(valueWords(row(kind, address, one), one)).toBe(words))

  it.each([[1, 'A'], [2, 'B'], [26, 'Z'], [27, 'AA'], [53, 'BA'], [0, '']])('has for group %i the letter %s', (group, letter) => expect(groupLetter(group)).toBe(letter))

  it('is compared with that of another environment', () => {
    const here = cell('shop/QA', 'set', '', 1)
    const other = { ref: 'shop/Development', name: 'Development' }
    expect(differsFrom(row('secret', 'KEY', here, cell(other.ref, 'set', '', 2)), here, other)).toBe('differs from Development')
    expect(differsFrom(row('secret', 'KEY', here, cell(other.ref, 'set', '', 1)), here, other)).toBe('the same as Development')
    expect(differsFrom(row('secret', 'KEY', here, cell(other.ref, 'not-set', '', 0)), here, other)).toBe('')
    expect(differsFrom(row('secret', 'KEY', here), here, null)).toBe('')
  })
})
