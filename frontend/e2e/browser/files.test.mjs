// What leaves the catalog as a file of its own: the settings of a project, and the catalog's key.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { sample } from '../lib/projects.mjs'

test('settings are exported, looked at before they are applied, and applied as they were looked at', async (t) => {
  const dir = scratch(t)
  const at = sample(dir)
  const before = contents(at)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const dialog = page.getByRole('dialog')
  const file = join(dir, 'northwind.toml')
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await program.answer('save', file)
  await page.getByRole('button', { name: 'Export settings…' }).click()
  await page.getByText('without the secrets of its connections.', { exact: false }).waitFor()
  const text = readFileSync(file, 'utf8')
  assert.equal(text, lockstep(dir, 'project', 'export', 'Northwind').text)

  await program.answer('open', file)
  await page.getByRole('button', { name: 'Apply settings…' }).click()
  await dialog.getByText('There is nothing to change.').waitFor()
  assert.ok(await dialog.getByRole('button', { name: 'Apply settings' }).isDisabled())
  await page.keyboard.press('Escape')

  lockstep(dir, 'env', 'add', 'Extra', '--project', 'Northwind', '--role', 'test')
  writeFileSync(file, text.replace('name = "Northwind"', 'name = "Southwind"').replace('role = "live"', 'role = "test"'))
  await program.answer('open', file)
  await page.keyboard.press('Enter') // focus is back on the button
  const changes = dialog.getByRole('list', { name: 'Changes' })
  await changes.getByText('Southwind').waitFor()
  await dialog.getByText('Live was live, and is read-only until its owner allows writing.').waitFor()
  await dialog.getByText('It stays: environment Extra.').waitFor()
  await dialog.getByRole('checkbox', { name: /^Remove what the file does not have/ }).check()
  await changes.getByText('environment Extra').waitFor()
  await shot(page, 'settings-apply')
  assert.equal(lockstep(dir, 'project', 'list').projects[0].name, 'Northwind', 'looking changes nothing')

  // What was looked at is what is applied: a file that is another one by now is not.
  writeFileSync(file, text.replace('name = "Northwind"', 'name = "Eastwind"'))
  await dialog.getByRole('button', { name: 'Apply settings' }).click()
  await dialog.getByText('has changed since you looked', { exact: false }).waitFor()
  await changes.getByText('Eastwind').waitFor()
  await dialog.getByRole('button', { name: 'Apply settings' }).click()
  await page.getByText('Eastwind is what the file says.').waitFor()
  const [project] = lockstep(dir, 'project', 'list').projects
  assert.equal(project.name, 'Eastwind')
  assert.deepEqual(project.environments.map((one) => one.name), ['Development', 'QA', 'Live'])
  assert.deepEqual(contents(at), before, 'nothing is changed on any environment')
})

test('a copy of the key is asked for when there is something to lose, later again, and no more once it is saved', async (t) => {
  const dir = scratch(t)
  sample(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const banner = page.getByText('The key of the catalog is on this computer alone.')
  const settled = () => page.getByRole('button', { name: 'Promote QA to Live' }).waitFor()
  await settled()
  assert.equal(await banner.count(), 0, 'a first start asks for nothing')
  for (const environment of ['Development', 'QA', 'Live']) lockstep(dir, 'snapshot', 'take', environment)
  await page.reload()
  await banner.waitFor()
  await shot(page, 'key-banner')
  await page.getByRole('button', { name: 'Ask for the key file later' }).focus()
  await page.keyboard.press('Enter')
  await banner.waitFor({ state: 'detached' })
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY', 'focus is still in the page')
  await page.reload()
  await settled()
  assert.equal(await banner.count(), 0, 'it is not asked for again at once')

  // By keyboard alone, from the palette.
  const dialog = page.getByRole('dialog', { name: 'Save key file' })
  const file = join(dir, 'key.txt')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or run' }).waitFor()
  await page.keyboard.type('save key')
  await page.getByRole('option', { name: 'Save key file…', selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await dialog.waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.matches('input[type=password]')), true, 'focus is in the first field')
  await page.keyboard.type('short')
  await page.keyboard.press('Tab')
  await page.keyboard.type('shore')
  await dialog.getByText('The two differ.').waitFor()
  await page.keyboard.press('Backspace')
  await page.keyboard.type('t')
  await program.answer('save', file)
  await page.keyboard.press('Enter')
  await dialog.getByText('too short', { exact: false }).waitFor()
  for (const label of ['Passphrase', 'The same once more']) await dialog.getByLabel(label).fill('correct horse battery staple')
  const picked = page.waitForResponse((response) => response.url().includes('/__call') && response.request().postData()?.includes('PickSave'))
  await page.keyboard.press('Enter') // the dialog for the file is cancelled
  await picked
  await dialog.getByRole('button', { name: 'Save key file…', disabled: false }).waitFor()
  await program.answer('save', file)
  await page.keyboard.press('Enter')
  await page.getByText('A copy of the key is saved.', { exact: false }).waitFor()
  assert.match(readFileSync(file, 'utf8'), /BEGIN AGE ENCRYPTED FILE/)
  assert.notEqual(lockstep(dir, 'status').key_saved_at, '')
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByText(/A copy was saved today at .* by /).waitFor()
})
