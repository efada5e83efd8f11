// What the wizard asks: conflicts, hotfixes, and a target that changed after it was looked at.
import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { shop, unwatched, write } from '../lib/projects.mjs'
import { Wizard } from '../lib/screens.mjs'

test('what was changed on both sides is asked for, and a hotfix stays', async (t) => {
  const dir = scratch(t)
  const files = { 'mail.txt': 'mail 1\n', 'tax.txt': 'tax 1\n', 'menu.txt': 'menu 1\n', 'hot.txt': 'hot 1\n' }
  const at = shop(dir, { development: files, qa: { 'mail.txt': 'mail 0\n' } })
  lockstep(dir, 'promote', 'Development', 'QA')
  write(at.development, { 'mail.txt': 'mail of Development\n', 'tax.txt': 'tax of Development\n', 'menu.txt': 'menu 2\n' })
  write(at.qa, { 'mail.txt': 'mail of QA\n', 'tax.txt': 'tax of QA\n', 'hot.txt': 'hot fixed\n', 'block.txt': 'no bots\n' })
  const before = { development: contents(at.development), qa: contents(at.qa) }

  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Configuration')
  await page.getByText('2 answers needed to go on').waitFor()
  assert.ok(await wizard.nextButton.isDisabled(), 'nothing moves before the conflicts are answered')
  assert.equal(await wizard.ticked('hot.txt'), false)
  assert.equal(await wizard.ticked('block.txt'), false)
  await shot(page, 'wizard-3-conflict')
  await page.getByRole('radio', { name: 'Take it from Development: mail.txt' }).click()
  await page.getByRole('radio', { name: 'Keep it as it is on QA: tax.txt' }).click()
  await wizard.next('Review')
  assert.deepEqual(contents(at.qa), before.qa)
  await wizard.start('promote', 'QA matches the plan')

  const { 'mail.txt': mail, 'menu.txt': menu } = before.development
  assert.deepEqual(contents(at.qa), { ...before.qa, 'mail.txt': mail, 'menu.txt': menu })
  assert.deepEqual(contents(at.development), before.development)
})

test('a target that changed after the review is not written, and is reviewed again', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': 'new\n', 'b.txt': 'new\n' }, qa: { 'a.txt': 'old\n', 'b.txt': 'old\n', 'c.txt': 'c\n' } })
  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Configuration')
  await wizard.untick('b.txt')
  await wizard.next('Review')
  write(at.qa, { 'c.txt': 'changed meanwhile\n' })
  const changed = contents(at.qa)
  await page.getByRole('button', { name: 'Snapshot and promote' }).click()
  const refusal = page.getByRole('status').filter({ hasText: 'Nothing was changed by Lockstep.' })
  await refusal.filter({ hasText: 'c.txt' }).waitFor()
  await shot(page, 'wizard-4-stale')
  assert.deepEqual(contents(at.qa), changed)
  assert.deepEqual(lockstep(dir, 'run', 'list').runs, [], 'no run began')

  await refusal.getByRole('button', { name: 'Review again' }).click()
  await page.getByRole('heading', { name: 'Configuration', exact: true }).waitFor()
  assert.equal(await wizard.ticked('b.txt'), false, 'the choices are kept')
  await wizard.next('Review')
  await wizard.start('promote', 'QA matches the plan')
  assert.deepEqual(contents(at.qa), { ...changed, 'a.txt': contents(at.development)['a.txt'] })
})

test('an environment whose folder is gone says so, and is read again once it is back', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': 'a\n' }, qa: {} })
  unwatched(dir, 'QA')
  rmSync(at.qa, { recursive: true })
  const program = await start(t, dir)
  const page = await open(dir, program)
  const card = page.getByRole('region', { name: 'QA', exact: true })
  await card.getByRole('alert').filter({ hasText: at.qa }).waitFor()
  await shot(page, 'overview-unreachable')
  write(at.qa, { 'a.txt': 'b\n' })
  await card.getByRole('button', { name: 'Try again: QA' }).click()
  await card.getByText(/^1 items?/).waitFor()
  assert.equal(await card.getByRole('alert').count(), 0)
  assert.equal(readFileSync(join(at.qa, 'a.txt'), 'utf8'), 'b\n')
})

test('what only the target has and what is removed there are asked about once, and both can go', async (t) => {
  const dir = scratch(t)
  const list = (...objects) => `${JSON.stringify(objects, null, 2)}\n`
  const customers = (fields = {}) => ({ name: 'customers', fields: { name: { type: 'string' }, ...fields } })
  const at = shop(dir, { development: { 'model.json': list(customers()) }, qa: { 'model.json': list() } })
  lockstep(dir, 'promote', 'Development', 'QA', '--accept-loss')
  write(at.qa, { 'model.json': list(customers({ cards: { collection: 'loyalty', via: 'customer' } }), { name: 'loyalty', fields: { customer: { object: 'customers' } } }) })
  write(at.development, { 'model.json': list({ name: 'people', fields: { name: { type: 'string' } } }) })
  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Model')
  await page.getByRole('radio', { name: 'Take it from Development: customers' }).click()
  await page.getByText('loyalty still needs customers').waitFor()
  await page.getByText('1 answer needed to go on').waitFor()
  await shot(page, 'wizard-2-holds-up')
  await page.getByRole('button', { name: 'Remove loyalty too, for customers' }).press('Enter')
  await page.getByRole('radio', { name: 'Accept the loss: loyalty' }).waitFor()
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY', 'the focus is led on')
})
