// From the first screen to a first promotion: a project and its environments made in the window.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { scratch, start } from '../lib/program.mjs'
import { write } from '../lib/projects.mjs'
import { Wizard } from '../lib/screens.mjs'

test('a project is made with two folders, and the first is promoted to the second', async (t) => {
  const dir = scratch(t)
  const at = { development: join(dir, 'harbour/dev'), qa: join(dir, 'harbour/qa') }
  write(at.development, {
    'settings/berths.json': '{"berths": 12}\n',
    'bin/tide': { run: '#!/bin/sh\necho high\n' },
    'current.json': { link: 'settings/berths.json' },
  })
  write(at.qa, { 'settings/berths.json': '{"berths": 8}\n', 'bin/tide': '#!/bin/sh\necho high\n', 'only-here.txt': 'stays\n' })
  const before = { development: contents(at.development), qa: contents(at.qa) }
  const program = await start(t, dir)
  const page = await open(dir, program)
  const dialog = page.getByRole('dialog')

  async function addEnvironment(name, role, folder, found) {
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    assert.ok(await dialog.getByRole('radio', { name: role }).isChecked(), 'the role is the next one of a pipeline')
    await program.answer('folder', folder)
    await dialog.getByRole('button', { name: 'Choose Folder' }).click()
    await dialog.getByRole('button', { name: 'Test connection' }).click()
    await dialog.getByText(found).waitFor()
    await dialog.getByText(/^Its disk has [\d.]+ .B free\.$/).waitFor()
    await dialog.getByText('Its clock is this computer’s.').waitFor()
    await shot(page, `add-${name.toLowerCase()}`)
    await dialog.getByRole('button', { name: 'Add environment' }).click()
    await page.getByText(`${name} is added.`).waitFor()
  }

  await page.getByRole('button', { name: 'New project' }).click()
  await dialog.getByRole('textbox', { name: 'Project name' }).fill('Harbour')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await addEnvironment('Development', /^Development/, at.development, '3 items were read.')
  await page.getByRole('button', { name: 'Add environment' }).click()
  assert.equal(await dialog.getByRole('combobox', { name: 'Promoted from' }).inputValue(), 'Development')
  await addEnvironment('QA', /^Test/, at.qa, '3 items were read.')

  // What was never written to, nor kept, is told of before it is.
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'QA' }).click()
  await page.getByRole('navigation', { name: 'QA: parts' }).getByRole('link', { name: 'Connection' }).click()
  await page.getByText('It may be read and written. Nothing was written to find out.').waitFor()
  await shot(page, 'connection-before-first-use')
  await page.keyboard.press('Control+0')

  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await page.getByRole('button', { name: 'Next: Configuration' }).and(page.locator(':enabled')).click()
  await page.getByRole('heading', { name: 'What belongs to each environment?' }).waitFor()
  assert.equal(await page.getByRole('checkbox', { name: /^\/berths/ }).isChecked(), false, 'what is a guess is not taken unasked')
  await page.getByRole('button', { name: 'Not now' }).click()
  await page.getByRole('heading', { name: 'Configuration', exact: true }).waitFor()
  assert.equal(await wizard.ticked('only-here.txt'), false, 'what only QA has is not removed unasked')
  assert.equal(await wizard.ticked('bin/tide'), false, 'no file becomes executable unasked')
  await wizard.tick('bin/tide')
  await wizard.next('Review')
  await page.getByText('Empty folders, owners', { exact: false }).waitFor()
  await shot(page, 'review-what-the-guard-does-not-hold')
  assert.deepEqual(contents(at.qa), before.qa, 'nothing is written before the run is started')
  await wizard.start('promote', 'QA matches the plan')
  assert.deepEqual(contents(at.qa), { ...before.development, 'only-here.txt': before.qa['only-here.txt'] })
  assert.deepEqual(contents(at.development), before.development)
})

test('the first screen is used by keyboard alone, and refuses with what a file holds', async (t) => {
  const dir = scratch(t)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const sample = page.getByRole('button', { name: 'Open the sample project' })
  await sample.and(page.locator(':focus')).waitFor()
  await shot(page, 'first-run')
  const photos = join(dir, 'photos.zip')
  writeFileSync(photos, '\x89PNG\r\n', 'latin1')
  await program.answer('open', photos)
  await page.keyboard.press('Control+o')
  await page.getByText('This file is not a Lockstep archive. It is a PNG image.', { exact: false }).waitFor()
  await shot(page, 'first-run-refused')

  const dialog = page.getByRole('dialog')
  await page.keyboard.press('Control+n')
  await page.keyboard.type('Harbour')
  await page.keyboard.press('Enter')
  for (const [name, folder] of [['Development', 'dev'], ['QA', 'qa']]) {
    mkdirSync(join(dir, folder))
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).and(page.locator(':focus')).waitFor()
    await page.keyboard.type(name)
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(join(dir, folder))
    await dialog.getByRole('button', { name: 'Test connection' }).press('Enter')
    await dialog.getByText('It is empty.', { exact: false }).waitFor()
    await dialog.getByText('In a snapshot', { exact: false }).waitFor()
    await dialog.getByRole('button', { name: 'Add, and the next…' }).press('Enter')
    await page.getByText(`${name} is added.`).waitFor()
  }
  assert.equal(await dialog.getByRole('combobox', { name: 'Promoted from' }).inputValue(), 'QA')
  assert.ok(await dialog.getByRole('radio', { name: /^Live/ }).isChecked())
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Promote Development to QA' }).or(page.getByText('In step')).first().waitFor()
})

test('a folder that is not there is said before the environment is added', async (t) => {
  const dir = scratch(t)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'New project' }).click()
  await dialog.getByRole('textbox', { name: 'Project name' }).fill('Har/bour')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await dialog.getByText(/Har\/bour/).waitFor()
  await dialog.getByRole('textbox', { name: 'Project name' }).fill('Harbour')
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Development')
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(join(dir, 'nowhere'))
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await dialog.getByRole('status').filter({ hasText: 'nowhere' }).waitFor()
  await shot(page, 'add-environment-refused')
})
