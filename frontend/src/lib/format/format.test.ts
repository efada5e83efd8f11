import { describe, expect, it } from 'vitest'
import { planMarkdown } from './markdown'
import { environmentName, environmentRef, exportName, fileName, folderName, itemName, kindTitle, refTitle, shortAddress } from './names'
import { plural, size } from './numbers'
import { between, clock, dayName, duration, when } from './time'
import { countOps, countWords, differWords, openRunWords, runOutcome, runShort, runTitle, stateAfter } from './words'

/** A moment by the clock of this computer. */
function local(year: number, month: number, day: number, hour = 9, minute = 41): string {
  return new Date(year, month - 1, day, hour, minute).toISOString()
}

describe('time', () => {
  const now = new Date(2026, 10, 21, 12)

  it.each([
    [local(2026, 11, 21), 'today at 09:41', 'Today'],
    [local(2026, 11, 20, 17, 2), 'yesterday at 17:02', 'Yesterday'],
    [local(2026, 11, 18, 18, 2), '18 Nov at 18:02', 'Wednesday 18 November'],
    [local(2025, 1, 5), '5 Jan 2025 at 09:41', 'Sunday 5 January 2025'],
  ])('says %s in local words', (iso, text, day) => {
    expect(when(iso, now)).toBe(text)
    expect(dayName(iso, now)).toBe(day)
  })

  it('says nothing of a time that is not known', () => {
    expect(clock('')).toBe('')
    expect(between('', local(2026, 11, 21))).toBe('')
    expect(when('', now)).toBe('at an unknown time')
  })

  it.each([
    [0, 'under a second'],
    [1000, '1 s'],
    [58_000, '58 s'],
    [60_000, '1 min'],
    [78_000, '1 min 18 s'],
  ])('says %i ms as %s', (ms, text) => expect(duration(ms)).toBe(text))
})

describe('numbers', () => {
  it.each([
    [1, '1 byte'],
    [812, '812 bytes'],
    [4100, '4.1 KB'],
    [999_600, '1.0 MB'],
    [42_100_000, '42.1 MB'],
    [314_000_000, '314 MB'],
  ])('says %i bytes as %s', (bytes, text) => expect(size(bytes)).toBe(text))

  it('counts in words', () => {
    expect(plural(1, 'item')).toBe('1 item')
    expect(plural(1204, 'loss', 'losses')).toBe('1,204 losses')
  })
})

describe('names', () => {
  it('takes a key apart, whatever its name holds', () => {
    expect(itemName('main:file/a/b:c.json')).toEqual({ slot: 'main', kind: 'file', name: 'a/b:c.json' })
    expect(itemName('object/orders')).toEqual({ slot: '', kind: 'object', name: 'orders' })
  })

  it.each([
    ['file', 'Files'],
    ['query', 'Queries'],
    ['e-mail', 'E mails'],
    ['switch', 'Switches'],
    ['', 'Items'],
  ])('heads items of kind %s with %s', (kind, title) => expect(kindTitle(kind)).toBe(title))

  it('reads refs', () => {
    expect(environmentName('shop/Live@3')).toBe('Live')
    expect(environmentRef('shop/Live@latest')).toBe('shop/Live')
    expect(refTitle('shop/QA@3')).toBe('QA, snapshot 3')
    expect(refTitle('shop/QA')).toBe('QA')
    expect(refTitle('/home/ada@work/old.zip#QA@1')).toBe('old.zip')
  })

  it('reads paths of any system', () => {
    expect(fileName('C:\\Users\\ada\\x.zip')).toBe('x.zip')
    expect(folderName('/home/ada/x.zip')).toBe('/home/ada')
  })

  it('makes file names that every system takes', () => {
    expect(exportName(['Größe & Co', 'Live', '3'])).toBe('größe-co-live-3.zip')
  })
})

describe('words', () => {
  it('counts changes and says them', () => {
    const counts = countOps([{ op: 'add' }, { op: 'modify' }, { op: 'modify' }, { op: 'remove' }, { op: 'rename' }])
    expect(countWords(counts)).toBe('1 added, 2 changed, 1 removed, 1 renamed')
    expect(countWords(countOps([]))).toBe('no changes')
  })

  const run = { act: 'promote', environment: 'shop/QA', source: 'shop/Development@4', takes_back: 0 }

  it('names runs by what they did', () => {
    expect(runTitle(run)).toBe('Promotion from Development to QA')
    expect(runTitle({ ...run, act: 'rollback', source: '', takes_back: 3 })).toBe('Roll back of QA (run 3)')
    expect(runShort({ ...run, act: 'restore' })).toBe('Restored')
  })

  it.each([
    ['the model, where a part of it changed', { changes: [{ part: 'model' }, { part: 'configuration' }] }, 'Model edited', 'Edit of the model of QA'],
    ['a value, where only configuration did', { changes: [{ part: 'configuration' }] }, 'Value set', 'Value of QA set'],
    ['a value, where no model is edited', { role: 'live' }, 'Value set', 'Value of QA set'],
    ['either, where that is not told', { role: 'development' }, 'Edited', 'Edit of QA'],
  ])('says of an edit that it was one of %s', (_, more, short, title) => {
    const edit = { act: 'edit', environment: 'shop/QA', source: '', takes_back: 0, ...more }
    expect(runShort(edit)).toBe(short)
    expect(runTitle(edit)).toBe(title)
  })

  const half = { number: 7, open: true, applied: 1, changes: [{}, {}, {}], steps: [1, 2, 3, 4], status: 'interrupted' }

  it('says what an open run means', () => {
    const open = { ...run, ...half }
    expect(openRunWords(open)).toBe('Run 7 was interrupted after 1 of 3 changes. QA may be half way.')
    expect(openRunWords({ ...open, status: 'diverged' })).toContain('does not match the plan')
    expect(openRunWords({ ...open, applied: 3 })).toContain('QA may be half way.')
    expect(openRunWords({ ...open, undoing: true, applied: 0 })).toBe('Run 7 stopped while it was being undone. QA may be half way.')
    expect(stateAfter({ ...open, undoing: true, applied: 0 })).toBe('As run 7 left it')
    expect(openRunWords({ ...open, applied: 4 })).toBe('Run 7 has written every change, but QA was not read back and compared.')
  })
})

describe('a card', () => {
  const run = { act: 'promote', environment: 'shop/QA', source: 'shop/Development@4', takes_back: 0, number: 3, open: false, applied: 2, changes: [{}, {}], steps: [1, 2] }

  it.each([
    ['done', false, 'Promoted from Development', 'Promoted from Development'],
    ['running', false, 'Run 3 is under way, begun', 'Being written to'],
    ['interrupted', true, 'Run 3 is not finished (interrupted), begun', 'As run 3 left it'],
    ['failed', true, 'Run 3 is not finished (failed), begun', 'As run 3 left it'],
    ['diverged', true, 'Run 3 is not finished (does not match its plan), begun', 'As run 3 left it'],
    ['undone', false, 'Run 3 was undone, begun', 'As before run 3'],
    ['left', false, 'Run 3 was left as it was, begun', 'As run 3 left it'],
  ])('calls nothing promoted that a run which is %s has not', (status, open, outcome, state) => {
    expect(runOutcome({ ...run, status, open })).toBe(outcome)
    expect(stateAfter({ ...run, status, open })).toBe(state)
  })

  it('counts what differs', () => {
    expect(differWords(1)).toBe('1 differs')
    expect(differWords(1204)).toBe('1,204 differ')
  })
})

describe('a plan as Markdown', () => {
  it('says steps, changes, what is left out and what to know, and lets no text act as markup', () => {
    const text = planMarkdown({
      act: 'promote',
      source_ref: 'shop/Development',
      target_ref: 'shop/QA',
      steps: [{ text: 'Take a snapshot of QA.' }],
      changes: [
        { op: 'add', key: 'main:file/a_b*.json', chosen: true, part: 'configuration' },
        { op: 'remove', key: 'main:object/coupons', chosen: false, part: 'model' },
      ],
      problems: [
        { key: '', message: 'A value is lost.', verdict: 'loses', accepted: true },
        { key: 'main:object/coupons', message: 'Its field is removed.', verdict: 'note', accepted: false },
        { key: 'main:object/coupons', message: 'coupons.code is removed.', verdict: 'note', accepted: false },
      ],
    })
    expect(text).toContain('1. Take a snapshot of QA.')
    expect(text).toContain('- a\\_b\\*.json (file): added')
    expect(text).toContain('## Left out\n\n- coupons (object): removed')
    expect(text).toContain('- A value is lost. (accepted)\n- coupons: Its field is removed.\n- coupons.code is removed.')
  })
})

describe('an address on a card', () => {
  it.each([
    ['/home/ada/shops/northwind/live', '…/northwind/live'],
    ['C:\\Shops\\Northwind\\Live', '…/Northwind/Live'],
    ['/srv/shop', '/srv/shop'],
    ['https://api.northwind.example/', 'api.northwind.example'],
    ['https://api.northwind.example, /srv/shops/northwind/live', 'api.northwind.example, …/northwind/live'],
    ['', ''],
  ])('%s is shown as %s', (address, shown) => expect(shortAddress(address)).toBe(shown))
})
