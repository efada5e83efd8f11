import { describe, expect, it } from 'vitest'
import { change, plan } from '$lib/state/testing'
import { firstKey, rowsOf } from './rows'

describe('the rows of the changes', () => {
  it('begin with the conflicts, whatever the order of the plan, and the first item is the first one shown', () => {
    const clash = change('main:file/z.txt', { side: 'conflict' })
    const made = plan([change('main:file/hotfix', { side: 'outgoing' }), change('main:file/a.txt'), clash])
    const rows = rowsOf(made, made.changes)
    expect(rows.map((row) => (row.kind === 'head' ? row.title : row.change.key))).toEqual([
      'Conflict: changed on both sides',
      'main:file/z.txt',
      'Incoming from Development',
      'main:file/a.txt',
      'Only on QA',
      'main:file/hotfix',
    ])
    expect(firstKey(rows)).toBe('main:file/z.txt')
    expect(firstKey([])).toBe('')
  })
})
