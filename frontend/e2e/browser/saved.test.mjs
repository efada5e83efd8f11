// What rows lose is saved before it is lost, seen on the run's page, put back with the roll back, and forgotten, in the window.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { Wizard } from '../lib/screens.mjs'
import { sqlite } from '../lib/sqlite.mjs'

test('values are saved before they are lost, and come back', async (t) => {
  const dir = scratch(t)
  const [development, qa] = ['development.db', 'qa.db'].map((name) => join(dir, name))
  sqlite(development, 'CREATE TABLE orders (id INTEGER PRIMARY KEY, total REAL NOT NULL)')
  sqlite(qa, 'CREATE TABLE orders (id INTEGER PRIMARY KEY, total REAL NOT NULL, note TEXT)', "INSERT INTO orders VALUES (1, 9.5, 'gift'), (2, 3, NULL), (3, 7, 'fragile')")
  lockstep(dir, 'project', 'add', 'Shop')
  lockstep(dir, 'env', 'add', 'Development', '--project', 'Shop', '--role', 'development', '--kind', 'sqlite', '--set', `path=${development}`)
  lockstep(dir, 'env', 'add', 'QA', '--project', 'Shop', '--role', 'test', '--after', 'Development', '--kind', 'sqlite', '--set', `path=${qa}`)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)
  const dialog = page.getByRole('dialog')

  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Model')
  await page.getByRole('radio', { name: 'Save the values first: orders' }).click()
  await page.getByText('All answered').waitFor()
  await shot(page, 'saved-question')
  await wizard.next('Review')
  await page.getByRole('list', { name: 'Saved before it is lost' }).getByText('note of orders').waitFor()
  await shot(page, 'saved-review')
  await wizard.start('promote', 'QA matches the plan')
  assert.deepEqual(sqlite(qa, "SELECT name FROM pragma_table_info('orders')"), [['id'], ['total']])

  await page.getByRole('link', { name: /^Open run/ }).click()
  const saved = page.getByRole('region', { name: 'Saved before it was lost' })
  await saved.getByText('note of orders').waitFor()
  await saved.getByText('2 rows', { exact: false }).waitFor()
  await shot(page, 'saved-run')
  const file = join(dir, 'orders.jsonl')
  await program.answer('save', file)
  await saved.getByRole('button', { name: 'Write to a file: note of orders' }).click()
  await page.getByText('The values are open there.', { exact: false }).waitFor()
  assert.equal(readFileSync(file, 'utf8'), '{"id":1,"note":"gift"}\n{"id":3,"note":"fragile"}\n')

  // A row went and one came meanwhile: what is there gets its value, and nothing else changes.
  sqlite(qa, 'DELETE FROM orders WHERE id = 3', 'INSERT INTO orders VALUES (4, 1)')
  await page.getByRole('button', { name: 'Roll back QA…' }).click()
  await wizard.next('Review')
  await page.getByRole('checkbox', { name: 'Put it back, where nothing was written since' }).and(page.locator(':checked')).waitFor()
  await shot(page, 'saved-back')
  await wizard.start('roll back', 'QA is back')
  assert.deepEqual(sqlite(qa, 'SELECT id, note FROM orders ORDER BY id'), [
    [1, 'gift'],
    [2, null],
    [4, null],
  ])
  await page.getByText('of 1 row more it was saved, and they are gone or were changed since.', { exact: false }).first().waitFor()
  await shot(page, 'saved-done')

  await page.getByRole('link', { name: /^Open run/ }).click()
  await page.getByRole('link', { name: 'run 1', exact: true }).click()
  await saved.getByRole('button', { name: 'Forget: note of orders' }).click()
  await shot(page, 'saved-forget')
  await dialog.getByRole('button', { name: 'Forget them' }).click()
  await page.getByText('note of orders of run 1 is forgotten.').waitFor()
  await saved.waitFor({ state: 'detached' })
})
