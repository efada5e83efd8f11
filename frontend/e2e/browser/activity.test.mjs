// Activity: every run with what it did, filtered, by mouse and by keyboard, also one that waits for an answer.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { makeGate } from '../lib/gate.mjs'
import { environment, lockstep, root, scratch, start } from '../lib/program.mjs'
import { sample, shop } from '../lib/projects.mjs'

const promote = (dir, ...more) => lockstep(dir, 'promote', 'Development', 'QA', '--except', 'object/stock_counts', '--accept-loss', ...more)

test('runs are listed with what they did, and asked for by time, environment, person and act', async (t) => {
  const dir = scratch(t)
  const at = sample(dir)
  promote(dir, '-m', 'Autumn catalogue')
  lockstep(dir, 'rollback', 'QA')
  writeFileSync(join(at, 'development/extra.txt'), 'more\n')
  promote(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const list = page.getByRole('listbox', { name: 'Runs' })
  const heading = (name) => page.getByRole('heading', { name, level: 2 })

  await t.test('the newest is open, with its steps and the snapshots around it', async () => {
    await page.getByRole('link', { name: 'Activity' }).click()
    await heading('Promotion from Development to QA').waitFor()
    assert.equal(await list.getByRole('option').count(), 3)
    await page.getByText('QA read back and compared with the plan').waitFor()
    await page.getByRole('link', { name: 'QA, snapshot 5' }).waitFor()
    await shot(page, 'activity')
  })

  await t.test('the list is walked by keyboard, and each run has an address', async () => {
    await list.focus()
    await page.keyboard.press('End')
    await page.getByText('Autumn catalogue', { exact: true }).waitFor()
    assert.match(page.url(), /activity\?run=1/)
    assert.equal(await list.getAttribute('aria-activedescendant'), 'run-1')
    await page.getByRole('link', { name: 'rolled back by run 2' }).click()
    await heading('Roll back of QA (run 1)').waitFor()
    await page.reload()
    await heading('Roll back of QA (run 1)').waitFor()
    await page.getByRole('link', { name: 'run 1', exact: true }).click()
    await page.getByText('Autumn catalogue', { exact: true }).waitFor()
  })

  await t.test('what is asked for is found, and what is not there says so', async () => {
    await page.getByLabel('Act').selectOption('Roll backs')
    await page.getByText('1 found, newest first', { exact: false }).waitFor()
    assert.equal(await list.getByRole('option').count(), 1)
    await page.getByLabel('Act').selectOption('Edits')
    await page.getByRole('heading', { name: 'No run is like that' }).waitFor()
    await page.getByRole('button', { name: 'Show all runs' }).last().click()
    await page.getByText('3 runs', { exact: false }).waitFor()
    await page.getByLabel('When').selectOption('Between two days…')
    await page.getByLabel('To').fill('2020-01-01')
    await page.getByLabel('From').fill('2019-01-01')
    await page.getByRole('heading', { name: 'No run is like that' }).waitFor()
    await page.getByLabel('When').selectOption('Today')
    await page.getByText('3 found', { exact: false }).waitFor()
    const people = await page.getByLabel('Person').locator('option').allTextContents()
    assert.equal(people.length, 2)
    assert.match(people[1], /@/)
  })

  await t.test('a count leads to what was changed, and the last run can be rolled back', async () => {
    await page.getByRole('button', { name: 'Show all runs' }).click()
    await list.focus()
    await page.keyboard.press('Home')
    await page.getByRole('link', { name: /added/ }).click()
    await page.getByRole('treeitem', { name: 'extra.txt, added' }).waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Roll back QA…' }).click()
    await page.getByRole('button', { name: /^Next/ }).waitFor()
    assert.ok(existsSync(join(at, 'qa/extra.txt')), 'nothing is written before it was reviewed')
  })
})

test('a run that waits for an answer comes first, with its three answers, and a removed environment keeps its runs', async (t) => {
  const dir = scratch(t)
  const files = Object.fromEntries(Array.from({ length: 4 }, (_, n) => [`settings/${n}.json`, '{}\n']))
  const gate = makeGate(dir)
  const at = shop(dir, { development: files, qa: { 'settings/0.json': '{"old":1}\n' }, settings: { clear_cache: gate.command } })
  const before = contents(at.qa)
  const child = spawn(join(root, 'build/bin/lockstep-cli'), ['promote', 'Development', 'QA'], { env: environment(dir), stdio: 'ignore' })
  const pass = await gate.reached()
  await Promise.all([once(child, 'exit'), child.kill('SIGKILL')])
  gate.remove()
  await pass()
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('link', { name: /^Activity/ }).click()
  const answers = page.getByRole('region', { name: 'Answers to run 1' })
  await answers.getByRole('heading', { name: 'QA waits for an answer' }).waitFor()
  await page.getByText('Waiting for an answer', { exact: true }).waitFor()
  await shot(page, 'activity-open')
  for (const name of [/^Undo/, /^Continue/, /^Leave/]) assert.ok(await answers.getByRole('button', { name }).isEnabled())
  await answers.getByRole('button', { name: /^Undo/ }).click()
  await page.getByText('Run 1 · Undone').waitFor()
  assert.deepEqual(contents(at.qa), before)

  lockstep(dir, 'env', 'remove', 'QA')
  await page.reload()
  await page.getByText('QA was removed from its project since.', { exact: false }).waitFor()
  assert.equal(await page.getByRole('button', { name: /^Roll back/ }).count(), 0)
  assert.ok((await page.getByLabel('Environment').locator('option').allTextContents()).includes('QA (removed)'))
})

test('before the first run it says what will be here', async (t) => {
  const dir = scratch(t)
  sample(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('link', { name: 'Activity' }).click()
  await page.getByRole('heading', { name: 'Nothing has been written yet' }).waitFor()
  await page.getByRole('link', { name: 'Go to the overview' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})
