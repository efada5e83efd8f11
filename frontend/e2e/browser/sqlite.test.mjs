// A shop in files of SQLite, from the forms of its connections to a promotion of schema and settings, in the window.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { scratch, start } from '../lib/program.mjs'
import { Wizard } from '../lib/screens.mjs'
import { sqlite } from '../lib/sqlite.mjs'

test('a shop in files of SQLite is connected by the forms, and promoted', async (t) => {
  const dir = scratch(t)
  const development = join(dir, 'development.db')
  const qa = join(dir, 'qa.db')
  sqlite(
    development,
    'CREATE TABLE brand (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)',
    "CREATE TABLE product (id INTEGER PRIMARY KEY, brand INTEGER NOT NULL REFERENCES brand(id), name TEXT NOT NULL, price REAL NOT NULL DEFAULT 0, note TEXT)",
    'CREATE INDEX product_name ON product (name)',
    'CREATE VIEW cheap AS SELECT id, name FROM product WHERE price < 10',
    'CREATE TABLE flags (name TEXT PRIMARY KEY, url TEXT, enabled INTEGER NOT NULL)',
    "INSERT INTO flags VALUES ('checkout', 'https://dev.shop.example', 1), ('search', NULL, 0)",
  )
  sqlite(qa, 'CREATE TABLE flags (name TEXT PRIMARY KEY, url TEXT, enabled INTEGER NOT NULL)', "INSERT INTO flags VALUES ('checkout', 'https://qa.shop.example', 0)")
  const program = await start(t, dir)
  const page = await open(dir, program)
  const dialog = page.getByRole('dialog')

  await page.getByRole('button', { name: 'New project' }).click()
  await dialog.getByRole('textbox', { name: 'Project name' }).fill('Shop')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Development')
  await dialog.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'SQLite' })
  await dialog.getByRole('textbox', { name: 'Database file' }).fill(join(dir, 'none.db'))
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await dialog.getByText('There is no database file', { exact: false }).waitFor()
  await dialog.getByRole('textbox', { name: 'Database file' }).fill(development)
  await dialog.getByText('What counts').click()
  await dialog.getByRole('textbox', { name: 'Settings tables' }).fill('flags')
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await dialog.getByText('Version SQLite', { exact: false }).waitFor()
  await shot(page, 'sqlite-add')
  await dialog.getByRole('button', { name: 'Add, and the next…' }).click()
  await page.getByText('Development is added.').waitFor()
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('QA')
  await dialog.getByRole('textbox', { name: 'Database file' }).fill(qa)
  await dialog.getByRole('button', { name: 'Add environment' }).click()
  await page.getByText('QA is added.').waitFor()

  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await page.getByRole('button', { name: 'Next: Model' }).and(page.locator(':enabled')).click()
  await shot(page, 'sqlite-values')
  await page.getByRole('button', { name: 'Keep this value' }).click() // its address
  await page.getByText('cheap').first().waitFor()
  await shot(page, 'sqlite-model')
  await wizard.next('Configuration')
  await shot(page, 'sqlite-configuration')
  await wizard.next('Review')
  await shot(page, 'sqlite-review')
  await page.getByRole('button', { name: 'Show SQL' }).click()
  await dialog.getByText('CREATE TABLE', { exact: false }).first().waitFor()
  await dialog.getByText('6 statements on QA, in this order.', { exact: false }).waitFor()
  await shot(page, 'sqlite-statements')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await wizard.start('promote', 'QA matches the plan')
  assert.deepEqual(sqlite(qa, 'SELECT name, url, enabled FROM flags ORDER BY name'), [
    ['checkout', 'https://qa.shop.example', 1],
    ['search', null, 0],
  ])
  assert.deepEqual(sqlite(qa, "SELECT name FROM sqlite_schema WHERE type = 'view'"), [['cheap']])

  // Rows come, and a change that they do not allow; then one that loses something.
  sqlite(qa, "INSERT INTO brand VALUES (1, 'Acme')", "INSERT INTO product VALUES (1, 1, 'Boots', 12.5, 'warm'), (2, 1, 'Boots', 9, NULL)")
  sqlite(development, 'DROP INDEX product_name', 'CREATE UNIQUE INDEX product_name ON product (name)')
  await wizard.done()
  await page.keyboard.press('F5')
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Model')
  await page.getByText('name of product is to be unique, and 1 value is there more than once.', { exact: false }).first().waitFor()
  await shot(page, 'sqlite-refused')
  await page.getByRole('button', { name: 'Save and close' }).click()
  sqlite(development, 'DROP INDEX product_name', 'CREATE INDEX product_name ON product (name)', 'ALTER TABLE product DROP COLUMN note')
  await page.keyboard.press('F5')
  await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Compare' }).click()
  await page.getByRole('button', { name: 'QA with Development' }).click()
  await page.getByText('product').first().waitFor()
  await shot(page, 'sqlite-compare')
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'Development' }).click()
  await page.getByRole('navigation', { name: 'Development: parts' }).getByRole('link', { name: 'Model' }).click()
  await page.getByText('product').first().waitFor()
  await shot(page, 'sqlite-model-tab')
})
