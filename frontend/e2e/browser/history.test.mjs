// The history of an environment: restored from, noted, pinned and cleared.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { sample, shop, write } from '../lib/projects.mjs'
import { Wizard, chooseSnapshot, openHistory } from '../lib/screens.mjs'

test('an old snapshot is restored with one item left out, and then whole', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, {
    development: { 'a.txt': 'new\n', 'b.txt': 'new\n', 'added.txt': 'new\n' },
    qa: { 'a.txt': 'old\n', 'b.txt': 'old\n', 'bin/go': { run: 'exit 0\n' }, 'now.txt': { link: 'a.txt' } },
  })
  const old = contents(at.qa)
  lockstep(dir, 'promote', 'Development', 'QA', '--accept-loss')
  const promoted = contents(at.qa)
  assert.deepEqual(promoted, contents(at.development))
  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)

  async function toReview(...left) {
    await openHistory(page, 'QA')
    await chooseSnapshot(page, 1)
    await page.getByRole('button', { name: 'Restore…' }).click()
    assert.ok(await page.getByRole('radio', { name: 'To QA' }).isChecked())
    await page.getByRole('button', { name: 'Next: Configuration' }).waitFor()
    await shot(page, 'restore-dialog')
    await wizard.next('Configuration')
    for (const name of left) await wizard.untick(name)
    await wizard.next('Review')
  }

  await t.test('with b.txt left out', async () => {
    await toReview('b.txt')
    assert.deepEqual(contents(at.qa), promoted, 'nothing is written before the run is started')
    await wizard.start('restore', 'QA matches the plan')
    assert.deepEqual(contents(at.qa), { ...old, 'b.txt': promoted['b.txt'] })
    await wizard.done()
  })

  await t.test('whole', async () => {
    await toReview()
    await wizard.start('restore', 'QA matches the plan')
    assert.deepEqual(contents(at.qa), old)
    await wizard.done()
  })
})

test('a snapshot is noted, pinned and deleted', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: {}, qa: { 'a.txt': '1\n' } })
  lockstep(dir, 'snapshot', 'take', 'QA', '-m', 'First')
  write(at.qa, { 'a.txt': '2\n' })
  lockstep(dir, 'snapshot', 'take', 'QA')
  const before = contents(at.qa)
  const snapshots = () => lockstep(dir, 'snapshot', 'list', 'QA').snapshots.map(({ number, note, pinned }) => ({ number, note, pinned }))
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openHistory(page, 'QA')

  await chooseSnapshot(page, 2)
  await page.getByRole('button', { name: 'Add a note' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Note' }).fill('After the fair')
  await page.getByRole('dialog').getByRole('button', { name: 'Save note' }).click()
  await page.getByRole('heading', { name: 'After the fair' }).waitFor()
  await page.getByRole('button', { name: 'Pin', exact: true }).click()
  await page.getByRole('button', { name: 'Unpin' }).waitFor()
  await shot(page, 'timeline-noted')
  assert.deepEqual(snapshots(), [
    { number: 2, note: 'After the fair', pinned: true },
    { number: 1, note: 'First', pinned: false },
  ])

  await chooseSnapshot(page, 1)
  await page.getByRole('button', { name: 'Delete snapshot 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Delete snapshot 1' }).click()
  await shot(page, 'delete-snapshot')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete snapshot' }).click()
  await page.getByText('Snapshot 1 of QA is deleted.').waitFor()
  assert.deepEqual(snapshots().map(({ number }) => number), [2])
  assert.deepEqual(contents(at.qa), before)
})

test('a snapshot that a run stands on is not deleted', async (t) => {
  const dir = scratch(t)
  shop(dir, { development: { 'a.txt': 'new\n' }, qa: { 'a.txt': 'old\n' } })
  lockstep(dir, 'promote', 'Development', 'QA')
  const kept = () => lockstep(dir, 'snapshot', 'list', 'QA').snapshots.map(({ number }) => number)
  const before = kept()
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openHistory(page, 'QA')
  await chooseSnapshot(page, 1)
  await page.getByRole('button', { name: 'Delete snapshot 1' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete snapshot' }).click()
  await page.getByRole('dialog').getByRole('alert').filter({ hasText: /run/i }).waitFor()
  assert.deepEqual(kept(), before)
})

test('the history tells what Lockstep did and why', async (t) => {
  const dir = scratch(t)
  const at = sample(dir)
  lockstep(dir, 'snapshot', 'take', 'QA', '-m', 'Before the autumn release')
  lockstep(dir, 'promote', 'Development', 'QA', '--except', 'object/stock_counts', '--accept-loss', '-m', 'Autumn release')
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openHistory(page, 'QA')
  await page.getByRole('option', { name: /Before the autumn release/ }).click()
  await page.getByRole('list').getByRole('link', { name: 'settings/mail.json' }).waitFor()
  await shot(page, 'timeline')
  await page.getByRole('link', { name: 'Compare with now' }).click()
  await page.getByRole('treeitem', { name: /mail\.json, changed/ }).waitFor()
  write(join(at, 'qa'), { 'settings/tax.json': '{"rate": 0.19}\n' })
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'QA' }).click()
  await page.getByRole('button', { name: 'Check now' }).click()
  await page.getByText('1 item changed outside Lockstep.').waitFor()
  await shot(page, 'environment')
})
