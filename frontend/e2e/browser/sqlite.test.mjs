// A shop in files of SQLite, from the forms of its connections to a promotion of schema and settings, in the window.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask } from '../lib/axe.mjs'
import { open, shot } from '../lib/browser.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { Wizard } from '../lib/screens.mjs'
import { sqlite } from '../lib/sqlite.mjs'
import { inTheme } from '../lib/stage.mjs'

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
  await dialog.getByText('-- row flags/search, added').waitFor()
  await shot(page, 'sqlite-statements')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await wizard.start('promote', 'QA matches the plan')
  assert.deepEqual(sqlite(qa, 'SELECT name, url, enabled FROM flags ORDER BY name'), [
    ['checkout', 'https://qa.shop.example', 1],
    ['search', null, 0],
  ])
  assert.deepEqual(sqlite(qa, "SELECT name FROM sqlite_schema WHERE type = 'view'"), [['cheap']])

  // Rows come. Whether a column that goes is one that comes is asked, answered by keyboard, and its values stay.
  sqlite(qa, "INSERT INTO brand VALUES (1, 'Acme')", "INSERT INTO product VALUES (1, 1, 'Boots', 12.5, 'warm'), (2, 1, 'Hats', 9, NULL)")
  sqlite(development, 'ALTER TABLE product RENAME COLUMN note TO remark')
  await wizard.done()
  await page.keyboard.press('F5')
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Model')
  await page.getByRole('button', { name: 'Drop note, add remark' }).waitFor()
  await shot(page, 'sqlite-renamed')
  await page.getByRole('button', { name: 'note is now remark: keep its values' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('note of product is remark from now on, with its values.').waitFor()
  await wizard.next('Review')
  await wizard.start('promote', 'QA matches the plan')
  assert.deepEqual(sqlite(qa, 'SELECT id, remark FROM product ORDER BY id'), [
    [1, 'warm'],
    [2, null],
  ])

  // A change that rows do not allow; then one that loses something.
  sqlite(qa, "UPDATE product SET name = 'Boots'")
  sqlite(development, 'DROP INDEX product_name', 'CREATE UNIQUE INDEX product_name ON product (name)')
  await wizard.done()
  await page.keyboard.press('F5')
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Model')
  await page.getByText('name of product is to be unique, and 1 value is there more than once.', { exact: false }).first().waitFor()
  await shot(page, 'sqlite-refused')
  await page.getByRole('button', { name: 'Save and close' }).click()
  sqlite(development, 'DROP INDEX product_name', 'CREATE INDEX product_name ON product (name)', 'ALTER TABLE product DROP COLUMN remark')
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

test('many tables are gone through, with what each change does there, and many rows by their table', async (t) => {
  const dir = scratch(t)
  const development = join(dir, 'development.db')
  const qa = join(dir, 'qa.db')
  const tables = 200
  const rows = 2000
  const many = (sign) => `INSERT INTO flags WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT printf('flag-%04d', i), ${sign}, 'the same' FROM n`
  const flags = 'CREATE TABLE flags (name TEXT PRIMARY KEY, enabled INTEGER NOT NULL, note TEXT)'
  const product = (check) => `CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL DEFAULT 0${check})`
  const plain = Array.from({ length: tables }, (_, n) => `CREATE TABLE plain_${String(n).padStart(3, '0')} (id INTEGER PRIMARY KEY, product INTEGER REFERENCES product(id), note TEXT)`)
  sqlite(development, product(', CHECK (price >= 0)'), ...plain, 'CREATE UNIQUE INDEX by_name ON product (name)', 'CREATE TRIGGER named AFTER INSERT ON product BEGIN SELECT 1; END', flags, many('1'))
  sqlite(qa, product(''), ...plain, "INSERT INTO product (name, price) VALUES ('Boots', 12.5), ('Socks', 3)", flags, many('0'))
  lockstep(dir, 'project', 'add', 'Shop')
  lockstep(dir, 'env', 'add', 'Development', '--project', 'Shop', '--role', 'development', '--kind', 'sqlite', '--set', `path=${development}`, '--set', 'rows=flags')
  lockstep(dir, 'env', 'add', 'QA', '--project', 'Shop', '--role', 'test', '--after', 'Development', '--kind', 'sqlite', '--set', `path=${qa}`)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const dialog = page.getByRole('dialog')
  const fine = async (where) => {
    for (const theme of ['dark', 'light']) {
      await inTheme(page, theme)
      assert.deepEqual((await ask(page)).wrong, [], `${where}, ${theme}`)
      await shot(page, `sqlite-${where}-${theme}`)
    }
  }

  // A schema is looked through by its names, those of indexes among them, and along its relations.
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'Development' }).click()
  await page.getByRole('navigation', { name: 'Development: parts' }).getByRole('link', { name: 'Model' }).click()
  const objects = page.getByRole('group', { name: 'Objects of the model' })
  await objects.getByRole('region', { name: 'plain_000' }).getByRole('rowheader', { name: 'note' }).waitFor()
  assert.ok((await objects.getByRole('table').count()) < 60, 'what is far from what is in sight is not drawn')
  await page.keyboard.press('Control+f')
  await page.keyboard.type('plain_199')
  await page.getByText('1 object shown').waitFor()
  await objects.getByRole('button', { name: 'product' }).click()
  const card = objects.getByRole('region', { name: 'product', exact: true })
  await card.getByText('ON product (name)').waitFor()
  await card.getByText('(price >= 0)').waitFor()
  await fine('schema')

  // What a change does there stands below its item, with its statements.
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Next: Model' }).and(page.locator(':enabled')).click()
  await page.getByRole('button', { name: 'Not now' }).click() // each flag might be the environment's own
  const tree = page.getByRole('tree', { name: 'Changes' })
  await tree.getByText('product is made anew, and its 2 rows are copied', { exact: false }).waitFor()
  await tree.getByText('unique index by_name', { exact: false }).waitFor()
  await fine('effects')
  await page.getByRole('button', { name: 'Show SQL' }).click()
  await dialog.getByText('-- table product, changed').waitFor()
  await dialog.getByText('for product on QA, in this order.', { exact: false }).waitFor()
  await shot(page, 'sqlite-item-statements')
  await dialog.getByRole('button', { name: /^Show all 2,\d+ statements$/ }).click()
  await dialog.getByText('-- row flags/flag-0001, changed').waitFor()
  await page.keyboard.press('Escape')

  // Rows stand below their table, fold, are found and left out together, and differ by columns.
  await wizard.next('Configuration')
  const table = tree.getByRole('treeitem', { name: 'Rows of flags' })
  await tree.getByText('flag-0001', { exact: true }).waitFor()
  const columns = page.getByRole('group', { name: 'Columns' })
  await columns.getByRole('row', { name: /enabled/ }).waitFor()
  assert.deepEqual(await columns.getByRole('row').allInnerTexts().then((all) => all.map((text) => text.split(/\s+/))), [['Column', 'QA,', 'now', 'becomes', 'Development'], ['enabled', '0', '→', '1']])
  await fine('rows')
  await tree.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowLeft')
  await tree.getByText('flag-0001', { exact: true }).waitFor({ state: 'detached' })
  await page.keyboard.press(' ')
  await page.getByText('0 of 2,000 items').last().waitFor()
  assert.equal(await table.getAttribute('aria-expanded'), 'false')
  await page.keyboard.press('Enter')
  await page.getByRole('searchbox', { name: 'Find in 2,000 items' }).fill('1999')
  await tree.getByText('flag-1999', { exact: true }).click()
  await page.keyboard.press(' ')
  await page.getByText('1 of 2,000 items').last().waitFor()
  await wizard.next('Review')
  await page.getByRole('list', { name: 'Effects' }).getByText('product is made anew', { exact: false }).waitFor()
  await fine('review-effects')
  await wizard.start('promote', 'QA matches the plan')
  assert.deepEqual(sqlite(qa, 'SELECT name FROM flags WHERE enabled'), [['flag-1999']])

  await wizard.done()
  await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Compare' }).click()
  await page.getByRole('button', { name: 'QA with Development' }).click()
  await page.getByRole('tree', { name: 'Differences' }).getByText('flag-0001', { exact: true }).waitFor()
  await columns.getByRole('rowheader', { name: 'enabled' }).waitFor()
  await fine('compare-rows')
})
