import { describe, expect, it } from 'vitest'
import { change, plan, problem } from '$lib/state/testing'
import { firstKey, type Row, rowsOf, typed } from './rows'

const said = (rows: Row[]) => rows.map((row) => (row.kind === 'head' ? row.title : row.kind === 'item' ? row.change.key : row.problem.message))

describe('the rows of the changes', () => {
  it('begin with the conflicts, whatever the order of the plan, and the first item is the first one shown', () => {
    const clash = change('main:file/z.txt', { side: 'conflict' })
    const made = plan([change('main:file/hotfix', { side: 'outgoing' }), change('main:file/a.txt'), clash])
    const rows = rowsOf(made, made.changes)
    expect(said(rows)).toEqual([
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

  it('have those of a settings table below it, whose name is looked for too, and fold', () => {
    const made = plan(['main:row/flags/a~1b', 'main:row/flags/search'].map((key) => change(key)))
    expect(said(rowsOf(made, made.changes))).toEqual(['Incoming from Development', 'Rows of flags', 'main:row/flags/a~1b', 'main:row/flags/search'])
    expect(rowsOf(made, made.changes)[2]).toMatchObject({ name: 'a/b', level: 3 })
    expect(said(rowsOf(made, made.changes, new Set(['incoming Rows of flags'])))).toEqual(['Incoming from Development', 'Rows of flags'])
    expect(typed(rowsOf(made, made.changes), 0, 'sea')).toBe(3)
  })

  it('have what a change does there below it, what is lost first, and not what is to be answered', () => {
    const made = plan([change('main:table/a'), change('main:table/b')], {
      problems: [problem('main:table/a', 'note', { message: 'copied' }), problem('main:table/b', 'blocks'), problem('main:table/a', 'loses', { message: 'lost' })],
    })
    expect(said(rowsOf(made, made.changes))).toEqual(['Incoming from Development', 'main:table/a', 'lost', 'copied', 'main:table/b'])
    expect(firstKey(rowsOf(made, made.changes))).toBe('main:table/a')
    expect(typed(rowsOf(made, made.changes), 0, 'lost')).toBe(-1)
  })
})
