// What the window keeps, and its places that write nothing to an environment.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { scratch, start } from '../lib/program.mjs'
import { sample, shop } from '../lib/projects.mjs'
import { Wizard } from '../lib/screens.mjs'

test('the theme that was chosen is there after a reload', async (t) => {
  const dir = scratch(t)
  sample(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Verify now' }).click()
  await page.getByText(/are intact, verified at/).waitFor()
  await shot(page, 'settings')
  const light = await background()
  await page.getByText('Dark', { exact: true }).click()
  const dark = await background()
  assert.notEqual(dark, light)
  await page.reload()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  assert.ok(await page.getByRole('radio', { name: 'Dark' }).isChecked())
  assert.equal(await background(), dark)
  await shot(page, 'settings-dark')
  await page.getByText('System', { exact: true }).click()
  assert.equal(await background(), light)
})

test('a promotion that was closed is taken up after a reload, and nothing was written', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': 'new\n', 'b.txt': 'new\n' }, qa: { 'a.txt': 'old\n', 'b.txt': 'old\n' } })
  const before = contents(at.qa)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Configuration')
  await wizard.untick('b.txt')
  await page.getByRole('button', { name: 'Save and close' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await page.getByText('Your draft is taken up.').waitFor()
  await wizard.next('Configuration')
  assert.equal(await wizard.ticked('a.txt'), true)
  assert.equal(await wizard.ticked('b.txt'), false)

  await wizard.untick('a.txt')
  await page.reload()
  await page.goto(page.url().replace(/#.*/, '#/overview'))
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Configuration')
  assert.equal(await wizard.ticked('a.txt'), false, 'a choice is kept though the window was not closed')
  assert.deepEqual(contents(at.qa), before)
})

test('a comparison is turned round, walked through and copied', async (t) => {
  const dir = scratch(t)
  sample(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('link', { name: /14 differ between Development and QA/ }).click()
  const [left, right] = [page.getByLabel('Left', { exact: true }), page.getByLabel('Right', { exact: true })]
  await page.getByText('Item 1 of 14').waitFor()
  assert.deepEqual([await left.inputValue(), await right.inputValue()], ['Northwind/QA', 'Northwind/Development'])
  await page.getByRole('treeitem', { name: 'products, changed' }).click()
  await page.getByText('legacy_code').first().waitFor()
  await shot(page, 'compare-schema')
  await page.getByRole('button', { name: 'Next item' }).click()
  await page.getByRole('button', { name: 'Copy as patch' }).click()
  await page.getByText('The differences are copied as a patch.').waitFor()
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^\+SMTP_HOST=localhost$/m)
  const added = await page.getByRole('treeitem', { name: /, added$/ }).count()
  await page.getByRole('button', { name: 'Swap sides' }).click()
  await page.getByRole('treeitem', { name: /, removed$/ }).first().waitFor()
  assert.equal(await page.getByRole('treeitem', { name: /, removed$/ }).count(), added)
  assert.deepEqual([await left.inputValue(), await right.inputValue()], ['Northwind/Development', 'Northwind/QA'])
})
