import { describe, expect, it } from 'vitest'
import type { CompareView, ChangeView, EnvironmentView, SnapshotView } from '$lib/state/views'
import { driftBetween } from './drift'
import { promotionOf } from './promotion'
import { inOrder, treeRows } from './tree'

function change(key: string, op: ChangeView['op'] = 'modify'): ChangeView {
  return { op, key, part: key.includes(':object/') ? 'model' : 'configuration', from: '', side: '', chosen: false, why: '', unsure: false, drifted: false, widens: '', asked: false, aside: false, again: false, needed_by: [], fields: '' }
}

describe('the tree of differences', () => {
  const changes = ['main:file/b.txt', 'main:file/a/x.txt', 'main:object/orders', 'main:file/a/y.txt', 'web:file/z.txt'].map((key) => change(key))

  it('has the model first, then each kind with its loose items before its folders', () => {
    expect(treeRows(changes, new Set()).map((row) => `${row.level} ${row.title} ${row.position}/${row.setSize}`)).toEqual([
      '1 Model 1/3', '2 orders 1/1', '1 Files 2/3', '2 b.txt 1/2', '2 a 2/2', '3 x.txt 1/2', '3 y.txt 2/2', '1 Files of web 3/3', '2 z.txt 1/1',
    ])
  })

  it('has the rows of settings tables below their tables, by their whole keys', () => {
    const rows = ['main:row/flags/checkout', 'main:row/tax/DE/BY', 'main:row/flags/a~1b'].map((key) => change(key))
    expect(treeRows(rows, new Set()).map((row) => `${row.level} ${row.title}`)).toEqual(['1 Rows', '2 flags', '3 checkout', '3 a/b', '2 tax', '3 DE, BY'])
  })

  it('leaves out what lies in a folded group, but keeps its place in the order', () => {
    expect(treeRows(changes, new Set(['section Files'])).map((row) => row.title)).toEqual(['Model', 'orders', 'Files', 'Files of web', 'z.txt'])
    expect(inOrder(changes).map((one) => one.key)).toEqual(['main:object/orders', 'main:file/b.txt', 'main:file/a/x.txt', 'main:file/a/y.txt', 'web:file/z.txt'])
  })
})

describe('the promotion that two sides allow', () => {
  const environment = (name: string, upstream: string, project = 'Shop') => ({ ref: `${project}/${name}`, name, upstream, project }) as EnvironmentView
  const all = [environment('Development', ''), environment('QA', 'Development'), environment('Live', 'QA'), environment('QA', '', 'Other'), environment('Side', 'Development')]

  it.each([
    ['the left side receives', 'Shop/Live', 'Shop/Development', { source: 'Shop/Development', target: 'Shop/Live' }],
    ['or the right one, where the way goes there', 'Shop/Development', 'Shop/QA', { source: 'Shop/Development', target: 'Shop/QA' }],
    ['none beside the way', 'Shop/Side', 'Shop/QA', null],
    ['none between projects', 'Shop/QA', 'Other/QA', null],
    ['none of a snapshot', 'Shop/QA@3', 'Shop/Development', null],
    ['none with itself', 'Shop/QA', 'Shop/QA', null],
  ])('%s', (_, a, b, wanted) => expect(promotionOf(all, a, b)).toEqual(wanted))
})

describe('the drift that two sides show', () => {
  const expected = { ref: 'Shop/QA@3', reason: 'result', state: 'was' } as SnapshotView
  const latest = { ref: 'Shop/QA@4', reason: 'drift', state: 'is' } as SnapshotView
  const environment = { ref: 'Shop/QA', role: 'test', expected, latest, open_run: null, last_run: null } as EnvironmentView
  const between = (a: string, b: string, more: object, [left, right] = ['was', 'is']) =>
    driftBetween([{ ...environment, ...more } as EnvironmentView], a, b, { changes: [], a: { state: left }, b: { state: right } } as unknown as CompareView)

  it.each([
    ['from what is expected to now', 'Shop/QA@3', 'Shop/QA', {}, true],
    ['swapped', 'Shop/QA', 'Shop/QA@3', {}, true],
    ['to the snapshot of it', 'Shop/QA@3', 'Shop/QA@4', {}, true],
    ['not where that was kept', 'Shop/QA@3', 'Shop/QA@4', { expected: latest }, false],
    ['not from an older one', 'Shop/QA@2', 'Shop/QA', {}, false],
    ['not where things are edited in place', 'Shop/QA@3', 'Shop/QA', { role: 'development' }, false],
    ['not while a run is under way', 'Shop/QA@3', 'Shop/QA', { last_run: { status: 'running' } }, false],
    ['not while a run waits for an answer', 'Shop/QA@3', 'Shop/QA', { open_run: { number: 1 } }, false],
  ])('%s', (_, a, b, more, wanted) => {
    expect(between(a, b, more) !== null).toBe(wanted)
  })

  it('is what was found, unless it changed again', () => {
    expect(between('Shop/QA@3', 'Shop/QA', {})).toMatchObject({ state: 'is', found: 'Shop/QA@4' })
    expect(between('Shop/QA@3', 'Shop/QA', {}, ['was', 'other'])).toMatchObject({ state: 'other', found: '' })
  })
})
