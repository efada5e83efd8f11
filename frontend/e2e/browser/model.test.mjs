// The model is edited where changes are made, through the same plan and run as everything else.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents, without } from '../lib/files.mjs'
import { scratch, start } from '../lib/program.mjs'
import { modelText, sample, shop, write } from '../lib/projects.mjs'
import { Wizard, openEnvironment } from '../lib/screens.mjs'

const boats = modelText({ boats: { name: 'string', length: 'float' } })
const more = modelText({ boats: { name: 'string', length: 'float', flag: 'string' }, captains: { name: 'string' } })

/** Types a text over all that is in the editor, by keys: the editor itself then knows what is selected. */
async function type(page, editor, text) {
  await editor.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}

test('the model of Development is edited, and rolled back byte for byte', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'model.json': boats, 'a.txt': 'a\n' }, qa: { 'model.json': boats } })
  const before = contents(at.development)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openEnvironment(page, 'Development', 'Model')
  await page.getByText('Model JSON').click()
  const editor = page.getByRole('textbox', { name: 'Model of Development as JSON' })
  const update = page.getByRole('button', { name: 'Validate and update' })
  const lines = async () => `${(await editor.locator('.cm-line').allTextContents()).join('\n')}`
  await editor.waitFor()
  assert.equal(await lines(), boats)
  assert.ok(await update.isDisabled(), 'there is nothing to update yet')

  await t.test('a text that does not parse is said with line and column, and cannot be sent', async () => {
    await type(page, editor, '[\n  {"name": "boats", "fields": }\n]\n')
    await page.getByText(/line 2, column 31/i).waitFor()
    assert.ok(await update.isDisabled())
    await shot(page, 'model-invalid')
    assert.deepEqual(contents(at.development), before)
  })

  await t.test('a text that does not validate is said, and cannot be sent', async () => {
    await type(page, editor, modelText({ boats: { name: 'strin' } }))
    await page.getByText(/to fix before Development can be updated/).waitFor()
    assert.ok(await update.isDisabled())
  })

  await t.test('a misspelt type is underlined, reached by its line, and mended by its fix', async () => {
    await type(page, editor, modelText({ boats: { name: 'strnig', length: 'float' } }))
    await page.getByRole('button', { name: 'Change to string' }).waitFor()
    assert.equal(await editor.locator('.cm-lintRange-error').textContent(), '"strnig"')
    await page.getByRole('button', { name: 'Go to line 6' }).click()
    assert.equal(await editor.locator('.cm-activeLine').textContent(), '        "type": "strnig"')
    await page.getByRole('button', { name: 'Change to string' }).click()
    await page.getByText('No edits').first().waitFor()
    assert.equal(await lines(), boats)
  })

  await t.test('edits show what they change, survive the window, and are brought back when they were discarded', async () => {
    await type(page, editor, more)
    await page.getByText('Valid', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Show changes' }).click()
    await page.getByRole('textbox', { name: 'Your edits' }).getByText('"captains"').waitFor()
    await shot(page, 'model-changes')
    await page.reload()
    await editor.getByText('"captains"').waitFor()
    assert.equal(await lines(), more)
    await page.getByRole('button', { name: 'Discard edits' }).click()
    await page.getByText('No edits').first().waitFor()
    assert.equal(await lines(), boats)
    await page.getByRole('radio', { name: 'Objects' }).focus()
    await page.keyboard.press('Control+z')
    await editor.getByText('"captains"').waitFor()
    assert.equal(await lines(), more)
  })

  await t.test('a valid one is reviewed and written as it was typed', async () => {
    const wizard = new Wizard(page)
    await page.getByText('Valid', { exact: true }).waitFor()
    await editor.focus()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('heading', { name: 'Model', exact: true }).waitFor()
    await wizard.next('Review')
    assert.deepEqual(contents(at.development), before, 'nothing is written before the run is started')
    await wizard.start('update', 'Development matches the plan')
    assert.equal(readFileSync(join(at.development, 'model.json'), 'utf8'), more)
    assert.deepEqual(without(contents(at.development), 'model.json'), without(before, 'model.json'))
  })

  await t.test('and rolled back', async () => {
    await page.getByRole('button', { name: 'Roll back Development' }).click()
    const wizard = new Wizard(page)
    await wizard.ended('Development is back')
    assert.deepEqual(contents(at.development), before)
  })
})

test('the model of QA is read-only, and says why', async (t) => {
  const dir = scratch(t)
  sample(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openEnvironment(page, 'QA', 'Model')
  await page.getByText('QA is a test environment: its model is not edited in place.', { exact: false }).waitFor()
  await page.getByText('Model JSON').click()
  const editor = page.getByRole('textbox', { name: 'Model of QA as JSON' })
  assert.equal(await editor.getAttribute('aria-readonly'), 'true')
  await page.getByRole('link', { name: 'Model of Development' }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Validate and update' }).count(), 0)
  await shot(page, 'model-read-only')
  await openEnvironment(page, 'Development', 'Model')
  await page.getByRole('button', { name: 'Validate and update' }).waitFor()
  await shot(page, 'environment-model')
})

test('edits are kept in sight where the model cannot be read, and what others changed meanwhile is said', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'model.json': boats }, qa: {} })
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openEnvironment(page, 'Development', 'Model')
  await page.getByText('Model JSON').click()
  const editor = page.getByRole('textbox', { name: 'Model of Development as JSON' })
  await type(page, editor, more)
  await page.getByText('Valid', { exact: true }).waitFor()

  await t.test('a file that does not parse', async () => {
    write(at.development, { 'model.json': '[ {' })
    await page.getByRole('button', { name: 'Validate and update' }).click()
    await page.getByText('The model cannot be read.').waitFor()
    await page.reload()
    await page.getByText('The model cannot be read.').waitFor()
    await editor.getByText('"captains"').waitFor()
    assert.equal(await editor.getAttribute('aria-readonly'), 'true')
    assert.ok(await page.getByRole('button', { name: 'Copy model JSON' }).isEnabled())
    await page.getByRole('link', { name: 'Model file in Settings' }).waitFor()
    await shot(page, 'model-unreadable')
  })

  await t.test('a change of somebody else', async () => {
    write(at.development, { 'model.json': boats })
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Valid', { exact: true }).waitFor()
    write(at.development, { 'model.json': modelText({ boats: { name: 'string' }, harbours: { name: 'string' } }) })
    await page.getByRole('button', { name: 'Validate and update' }).click()
    await page.getByRole('heading', { name: 'Model', exact: true }).waitFor()
    await page.getByText('The model of Development has changed since these edits were begun.').waitFor()
    await shot(page, 'wizard-2-overtaken')
  })
})
