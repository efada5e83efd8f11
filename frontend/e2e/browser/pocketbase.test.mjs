// A shop on PocketBase, from the forms of its connections to a promotion, in the window.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { identity, instance, password } from '../lib/pocketbase.mjs'
import { scratch, start } from '../lib/program.mjs'
import { Wizard } from '../lib/screens.mjs'

test('a shop on PocketBase is connected by the forms, and promoted', async (t) => {
  const dir = scratch(t)
  const development = await instance(t, join(dir, 'development'))
  const qa = await instance(t, join(dir, 'qa'))
  await development.shop()
  await development.call('PATCH', '/api/settings', { meta: { appName: 'Shop', appURL: 'https://dev.shop.example' } })
  const program = await start(t, dir)
  const page = await open(dir, program)
  const dialog = page.getByRole('dialog')

  await page.getByRole('button', { name: 'New project' }).click()
  await dialog.getByRole('textbox', { name: 'Project name' }).fill('Shop')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Development')
  await dialog.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'PocketBase' })
  await dialog.getByRole('textbox', { name: 'URL' }).fill(development.url)
  await dialog.getByRole('textbox', { name: 'Superuser' }).fill(identity)
  await dialog.getByLabel(/^Password/).fill('wrong')
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await dialog.getByText('Mend the mail address or the password of the connection.', { exact: false }).waitFor()
  await shot(page, 'pocketbase-refused')
  await dialog.getByLabel(/^Password/).fill(password)
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await dialog.getByText('Version 0.36.8').waitFor()
  await dialog.getByText('In a snapshot: Records, files, superusers', { exact: false }).waitFor()
  await shot(page, 'pocketbase-add')
  await dialog.getByRole('button', { name: 'Add, and the next…' }).click()
  await page.getByText('Development is added.').waitFor()
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('QA')
  await dialog.getByRole('textbox', { name: 'URL' }).fill(qa.url)
  await dialog.getByRole('textbox', { name: 'Superuser' }).fill(identity)
  await dialog.getByLabel(/^Password/).fill(password)
  await dialog.getByRole('button', { name: 'Add environment' }).click()
  await page.getByText('QA is added.').waitFor()

  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await page.getByRole('button', { name: 'Next: Model' }).and(page.locator(':enabled')).click()
  await page.getByRole('button', { name: 'Not now' }).click() // what each environment has of its own the connector knows
  await page.getByText('customer_totals').first().waitFor()
  await shot(page, 'pocketbase-model')
  await wizard.next('Configuration')
  await shot(page, 'pocketbase-configuration')
  await wizard.next('Review')
  await page.getByText('Records, files, superusers', { exact: false }).first().waitFor()
  await shot(page, 'pocketbase-review')
  await wizard.start('promote', 'QA matches the plan')
  const { items } = await qa.call('GET', '/api/collections?perPage=100')
  assert.ok(items.some((one) => one.name === 'best_customers'), 'the views are there')
  const { meta } = await qa.call('GET', '/api/settings')
  assert.equal(meta.appName, 'Shop')
  assert.notEqual(meta.appURL, 'https://dev.shop.example', 'each instance keeps its own address')

  // A rename, a row that would lose a value, and what the instance refuses.
  await qa.call('POST', '/api/collections/brands/records', { name: 'Acme', site: 'https://acme.example' })
  await development.call('PATCH', '/api/collections/coupons', { name: 'vouchers' })
  const brands = await development.call('GET', '/api/collections/brands')
  await development.call('PATCH', '/api/collections/brands', { fields: brands.fields.filter((field) => field.name !== 'site') })
  await wizard.done()
  await page.keyboard.press('F5')
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Model')
  await page.getByText('site of brands is dropped, with its values in 1 row.').first().waitFor()
  await page.getByText('vouchers').first().waitFor()
  await shot(page, 'pocketbase-loss')

  // The schema before and after, and the model as the text that PocketBase's own dashboard takes.
  await page.getByRole('button', { name: 'Save and close' }).click()
  await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Compare' }).click()
  await page.getByRole('button', { name: 'QA with Development' }).click()
  await page.getByText('was coupons').or(page.getByText('vouchers')).first().waitFor()
  assert.equal(await page.getByText('changes when promoted').count(), 0, 'what an instance knows by its id is one change')
  await shot(page, 'pocketbase-compare')
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'Development' }).click()
  await page.getByRole('navigation', { name: 'Development: parts' }).getByRole('link', { name: 'Model' }).click()
  await page.getByText('best_customers').first().waitFor()
  await shot(page, 'pocketbase-model-tab')
})
