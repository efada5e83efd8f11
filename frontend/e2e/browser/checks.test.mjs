// Checks: one is added, runs by hand and after a promotion, and what it says is in every place that speaks of it. A gate
// lets in only what passed, and a policy takes back what did not.
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask } from '../lib/axe.mjs'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { shop } from '../lib/projects.mjs'
import { press } from '../lib/screens.mjs'

async function accessible(page) {
  const { wrong, advice } = await ask(page)
  assert.deepEqual([...wrong, ...advice], [])
}

test('a check is added, fails after a promotion, and has it rolled back by policy', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': 'new\n' }, qa: { 'a.txt': 'old\n' } })
  const well = join(dir, 'well')
  writeFileSync(well, '')
  const program = await start(t, dir)
  const page = await open(dir, program)
  const dialog = page.getByRole('dialog')
  const checks = page.getByRole('list', { name: 'Checks of QA' })
  await page.goto(`${page.url().split('#')[0]}#/environment?ref=Shop%2FQA`)

  await press(page, 'Add a check to QA…')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('well')
  await dialog.getByText('Shell', { exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Line for the shell' }).fill(`grep -q '"' a.txt || test -e ${well}`)
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(at.qa)
  await accessible(page)
  await shot(page, 'check-add')
  await dialog.getByRole('button', { name: 'Add check' }).click()
  await checks.getByText('Never ran.').waitFor()
  await press(page, 'Run now: the checks of QA')
  await checks.getByText('It ended well.', { exact: false }).waitFor()
  assert.equal(lockstep(dir, 'check', 'list', 'QA').checks[0].result.passed, true)

  rmSync(well)
  await page.getByRole('combobox', { name: 'If a run on QA fails' }).selectOption('roll-back')
  await page.getByText('QA', { exact: true }).first().waitFor()
  await page.waitForFunction(() => document.querySelector('select')?.value === 'roll-back')
  const before = contents(at.qa)
  await page.getByRole('link', { name: 'Overview' }).click()
  await press(page, 'Promote Development to QA')
  await press(page, 'Next: Configuration')
  await press(page, 'Next: Review')
  await page.getByText('QA goes back by itself', { exact: false }).first().waitFor()
  await page.getByText('Run 1 check of QA').waitFor()
  await accessible(page)
  await shot(page, 'review-checks')
  await press(page, 'Snapshot and promote')
  await page.getByRole('heading', { name: 'QA was rolled back' }).waitFor()
  await accessible(page)
  await shot(page, 'done-rolled-back')
  assert.deepEqual(contents(at.qa), before)
  await page.getByRole('link', { name: 'Open run 1' }).click()
  await page.getByRole('heading', { name: 'Checks of QA' }).waitFor()
  await page.getByText('It ended with exit status 1', { exact: false }).first().waitFor()
  await page.goto(`${page.url().split('#')[0]}#/environment?ref=Shop%2FQA`)
  await checks.getByText('It ended with exit status 1', { exact: false }).waitFor()
  await accessible(page)
  await shot(page, 'environment-checks')
})
