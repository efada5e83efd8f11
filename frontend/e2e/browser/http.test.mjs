// An app that keeps the HTTP contract, from the forms of its connections to a restore, in the window.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { scratch, start } from '../lib/program.mjs'
import { refapp, token } from '../lib/refapp.mjs'
import { RestoreDialog, Wizard, chooseSnapshot, openEnvironment, openHistory } from '../lib/screens.mjs'

const customer = { name: 'customer', fields: { email: { type: 'string', unique: true } } }
const shop = [
  { name: 'customer', fields: { ...customer.fields, orders: { collection: 'order', via: 'by' } } },
  { name: 'order', fields: { total: { type: 'float', required: true, defaultValue: 0 }, note: { type: 'text' }, by: { object: 'customer' } } },
]
/** The mail of an environment: its host and its password are its own, who it is from is not. */
const mail = (environment, from) =>
  `${JSON.stringify({ from, host: `mail.${environment}.example`, password: `made-up-password-${environment}` }, null, 2)}\n`

test('an app that keeps the HTTP contract is connected by the forms, promoted and restored', async (t) => {
  const dir = scratch(t)
  const development = await refapp(t, join(dir, 'development.db'))
  const qa = await refapp(t, join(dir, 'qa.db'))
  await development.putModel(shop)
  await development.save('mail.json', mail('dev', 'Shop'))
  await development.save('pages/start.html', '<h1>Shop</h1>\n')
  await qa.putModel([customer])
  await qa.save('mail.json', mail('qa', 'Old shop'))
  await assert.rejects(qa.used('mail.json'), /404/, 'what is written is not used before the cache is cleared')
  await qa.clearCache()
  const program = await start(t, dir)
  const page = await open(dir, program)
  const dialog = page.getByRole('dialog')

  await page.getByRole('button', { name: 'New project' }).click()
  await dialog.getByRole('textbox', { name: 'Project name' }).fill('Shop')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Development')
  await dialog.getByRole('combobox', { name: 'Kind' }).selectOption({ label: "App with Lockstep's HTTP contract" })
  await dialog.getByRole('textbox', { name: 'URL' }).fill(development.url)
  await dialog.getByLabel(/^Token/).fill('wrong')
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await dialog.getByText('does not accept the token of the connection.', { exact: false }).waitFor()
  await shot(page, 'http-refused')
  await dialog.getByLabel(/^Token/).fill(token)
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await dialog.getByText('Version Reference app 1.0.0').waitFor()
  await dialog.getByText('Reference app says what is not held: Rows are not held.').waitFor()
  await dialog.getByText('In a snapshot: Rows, and whatever', { exact: false }).waitFor()
  await shot(page, 'http-add')
  await dialog.getByRole('button', { name: 'Add, and the next…' }).click()
  await page.getByText('Development is added.').waitFor()
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('QA')
  await dialog.getByRole('textbox', { name: 'URL' }).fill(qa.url)
  await dialog.getByLabel(/^Token/).fill(token)
  await dialog.getByRole('button', { name: 'Add environment' }).click()
  await page.getByText('QA is added.').waitFor()

  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await page.getByRole('button', { name: 'Next: Model' }).and(page.locator(':enabled')).click()
  await page.getByText('differs in both environments that have it', { exact: false }).first().waitFor()
  await shot(page, 'http-values')
  await page.getByRole('button', { name: 'Keep these 2 values' }).click() // host and password
  await page.getByText('Reference app does this: make its table.').waitFor()
  await shot(page, 'http-model')
  await wizard.next('Configuration')
  await page.getByText('mail.qa.example').first().waitFor()
  await shot(page, 'http-configuration')
  await wizard.next('Review')
  await page.getByText('Rows, and whatever the app does not give', { exact: false }).waitFor()
  await shot(page, 'http-review')
  await wizard.start('promote', 'QA matches the plan')
  await shot(page, 'http-done')
  assert.deepEqual(await qa.model(), shop)
  assert.equal(await qa.used('mail.json'), mail('qa', 'Shop'), 'the app keeps its own host and password')
  assert.equal(await qa.used('pages/start.html'), '<h1>Shop</h1>\n')

  // A field goes that rows of QA hold something in.
  await qa.addRow('order', { total: 12, note: 'As a present' })
  await qa.addRow('order', { total: 7, note: 'By post' })
  const [buyers, { fields: { note: _, ...kept } }] = shop
  await development.putModel([buyers, { name: 'order', fields: kept }])
  await wizard.done()
  await page.keyboard.press('F5')
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Model')
  await page.getByText('The field note of order loses its values in 2 rows.').first().waitFor()
  await shot(page, 'http-loss')
  await page.getByRole('button', { name: 'Save and close' }).click()

  await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Compare' }).click()
  await page.getByRole('button', { name: 'QA with Development' }).click()
  await page.getByText('"note"').waitFor()
  await shot(page, 'http-compare')
  await page.locator('label', { hasText: 'Schema' }).click()
  await page.getByText('1 of 3 fields differs').waitFor()
  await shot(page, 'http-schema')
  await openEnvironment(page, 'QA', 'Model')
  await page.getByText('3 fields').waitFor()
  await shot(page, 'http-model-tab')

  await openHistory(page, 'QA')
  await chooseSnapshot(page, 1)
  await page.getByText('QA as read at', { exact: false }).waitFor()
  await shot(page, 'http-history')
  await page.getByRole('button', { name: 'Restore before…' }).click()
  const restore = new RestoreDialog(page, 'QA')
  await restore.changes(4)
  await restore.dialog.getByText('The object order is removed, with its 2 rows.').waitFor()
  await shot(page, 'http-restore')
  await restore.dialog.getByRole('radio', { name: 'Accept the loss: order' }).click()
  await restore.start()
  await wizard.ended('QA matches the plan')
  await page.getByText('Does not come back: The object order is removed, with its 2 rows.').waitFor()
  await shot(page, 'http-restored')
  assert.deepEqual(await qa.model(), [customer])
  assert.equal(await qa.used('mail.json'), mail('qa', 'Old shop'))
  await assert.rejects(qa.used('pages/start.html'), /404/, 'what came with the promotion is gone')
})
