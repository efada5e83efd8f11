import { describe, expect, it } from 'vitest'
import { byTable, columnChanges, rowKey, tableOf } from './rows'

describe('a row of a settings table', () => {
  it('is known by its table and its key', () => {
    expect(['main:row/flags/checkout', 'main:row/tax/DE/a~1b ~01', 'main:table/flags', 'main:file/flags/x'].map((key) => [tableOf(key), tableOf(key) && rowKey(key)])).toEqual([
      ['flags', 'checkout'],
      ['tax', 'DE, a/b ~1'],
      ['', ''],
      ['', ''],
    ])
  })

  it('stands with the others of its table', () => {
    const keys = ['row/a/1', 'file/x', 'row/b/1', 'row/a/2'].map((key) => ({ key }))
    expect(byTable(keys).map(([table, some]) => [table, some.map(({ key }) => key)])).toEqual([['a', ['row/a/1', 'row/a/2']], ['', ['file/x']], ['b', ['row/b/1']]])
  })

  it('is compared by its columns, whose values keep what they are written as', () => {
    const before = '{\n  "big": 12345678901234567890,\n  "doc": {\n    "a": [\n      1,\n      2\n    ]\n  },\n  "old \\"one\\"": "x,"\n}'
    const after = '{\n  "big": 12345678901234567891,\n  "doc": {\n    "a": []\n  },\n  "new": null\n}'
    expect(columnChanges(before, after)).toEqual([
      { name: 'big', before: '12345678901234567890', after: '12345678901234567891' },
      { name: 'doc', before: '{\n  "a": [\n    1,\n    2\n  ]\n}', after: '{\n  "a": []\n}' },
      { name: 'new', before: null, after: 'null' },
      { name: 'old "one"', before: '"x,"', after: null },
    ])
    expect(columnChanges('', '{\n  "a": 1\n}')).toEqual([{ name: 'a', before: null, after: '1' }])
  })

  it.each(['[secret left out]', '{"a": 1}', '{\n"a": 1\n}', '{\n    1\n}'])('is none where its text is %j', (text) => expect(columnChanges(text, '')).toBeNull())
})
