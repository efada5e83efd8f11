// A snapshot is taken, compared and exported in one window; another computer's window imports and restores it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { sample } from '../lib/projects.mjs'
import { RestoreDialog, Wizard, openHistory, openSample } from '../lib/screens.mjs'

test('two environments are compared, down to the line', async (t) => {
  const dir = scratch(t)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openSample(page, dir)
  await page.getByRole('link', { name: /14 differ between Development and QA/ }).click()
  await page.getByRole('treeitem', { name: '.env, changed' }).click()
  await page.getByText('https://qa.northwind.example').first().waitFor()
  await page.getByText('http://localhost:8080').first().waitFor()
  await shot(page, 'compare')
  await page.getByRole('radiogroup', { name: 'Show' }).getByText('Added').click()
  assert.equal(await page.getByRole('treeitem', { name: /, added$/ }).count(), 3)
  assert.equal(await page.getByRole('treeitem', { name: /, changed$/ }).count(), 0)
})

test('a snapshot travels by archive to another computer and is restored there, byte for byte', async (t) => {
  const here = scratch(t)
  const there = scratch(t)
  const zip = join(here, 'qa.zip')
  let shop

  await t.test('here it is taken and exported', async (t) => {
    const program = await start(t, here)
    const page = await open(here, program)
    shop = await openSample(page, here)
    await page.getByRole('button', { name: 'Actions for QA' }).click()
    await page.getByRole('menuitem', { name: 'Take snapshot…' }).click()
    await page.getByLabel('Note').fill('Before the release')
    await page.getByRole('dialog').getByRole('button', { name: 'Take snapshot' }).click()
    await page.getByText('Snapshot 1 of QA is taken.').waitFor()
    await openHistory(page, 'QA')
    await page.getByRole('heading', { name: 'Before the release' }).waitFor()
    await shot(page, 'history')
    await program.answer('save', zip)
    await page.getByRole('button', { name: 'Export…' }).click()
    await page.getByText(/Exported to qa\.zip/).waitFor()
    assert.equal(readFileSync(zip).subarray(0, 2).toString(), 'PK')
  })

  await t.test('a cancelled dialog writes nothing and says nothing', async (t) => {
    const program = await start(t, here)
    const page = await open(here, program)
    const archives = () => readdirSync(here).filter((name) => name.endsWith('.zip'))
    await openHistory(page, 'QA')
    await page.getByRole('button', { name: 'Export…' }).click()
    await page.getByRole('button', { name: 'Export…' }).and(page.locator(':enabled')).waitFor()
    assert.deepEqual(archives(), ['qa.zip'])
    assert.equal(await page.getByRole('alert').count(), 0)
  })

  await t.test('there it is dropped on the window, added, and restored to a new folder', async (t) => {
    const program = await start(t, there)
    const page = await open(there, program)
    await page.getByRole('button', { name: 'Open the sample project' }).waitFor()
    await program.emit('archive:dropped', { path: zip })
    await page.getByText('Every file verified').waitFor()
    await shot(page, 'archive-preview')
    assert.deepEqual(lockstep(there, 'snapshot', 'list').snapshots, [], 'looking adds nothing')
    await page.getByRole('button', { name: 'Add 1 snapshot to QA' }).click()
    await page.getByText('1 snapshot added to QA.').waitFor()

    const folder = join(there, 'copy')
    mkdirSync(folder)
    await page.getByRole('button', { name: 'Add environment' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Copy')
    await dialog.getByRole('radio', { name: /^Test/ }).check()
    await program.answer('folder', folder)
    await dialog.getByRole('button', { name: /^Choose/ }).click()
    await dialog.getByRole('button', { name: 'Test connection' }).click()
    await dialog.getByRole('status').waitFor()
    await shot(page, 'add-environment')
    await dialog.getByRole('button', { name: 'Add environment' }).click()
    await page.getByText('Copy is added.').waitFor()

    await openHistory(page, 'QA')
    await page.getByRole('button', { name: 'Restore…' }).click()
    const restore = new RestoreDialog(page, 'QA')
    await restore.onto('Copy')
    await restore.dialog.getByText('From QA, snapshot 1 onto Copy.').waitFor()
    await shot(page, 'restore-preview')
    assert.deepEqual(contents(folder), {}, 'nothing is written before the run is started')
    await restore.start()
    await new Wizard(page).ended('Copy matches the plan')
    await shot(page, 'restored')
    assert.deepEqual(contents(folder), contents(join(shop, 'qa')))
  })

  await t.test('a file that is no archive is refused with a sentence', async (t) => {
    const program = await start(t, there)
    const page = await open(there, program)
    const odd = join(there, 'holiday.zip')
    writeFileSync(odd, 'not a zip at all')
    await page.getByRole('link', { name: 'Archive' }).click()
    await program.answer('open', odd)
    await page.getByRole('button', { name: 'Choose file…' }).click()
    await page.getByText('holiday.zip cannot be used.').waitFor()
    await shot(page, 'archive-refused')
  })
})

test('a whole history is exported to a folder and added elsewhere, and what is no archive is left aside', async (t) => {
  const here = scratch(t)
  const there = scratch(t)
  const folder = join(here, 'qa-history')
  mkdirSync(folder)

  await t.test('here a file is written for each snapshot, and none that is there is replaced', async (t) => {
    sample(here)
    for (const note of ['First', 'Second', 'Third']) lockstep(here, 'snapshot', 'take', 'QA', '-m', note)
    const program = await start(t, here)
    const page = await open(here, program)
    await page.getByRole('link', { name: 'Archive' }).click()
    await page.getByRole('radio', { name: /^Whole history/ }).check()
    await page.getByRole('combobox', { name: 'Environment' }).selectOption('QA, 3 snapshots')
    await page.getByText(/3 snapshots, about .*, a file each/).waitFor()
    await shot(page, 'archive')
    await program.answer('folder', folder)
    await page.getByRole('button', { name: 'Export to folder…' }).click()
    await page.getByText(/3 archives written to qa-history/).waitFor()
    assert.deepEqual(readdirSync(folder).sort(), ['northwind-qa-1.zip', 'northwind-qa-2.zip', 'northwind-qa-3.zip'])
    const before = contents(folder)
    await program.answer('folder', folder)
    await page.getByRole('button', { name: 'Export to folder…' }).and(page.locator(':not([aria-busy])')).click()
    await page.getByText(/is there already\. Nothing was written\./).waitFor()
    assert.deepEqual(contents(folder), before)
  })

  writeFileSync(join(folder, 'holiday.zip'), 'not a zip at all')

  await t.test('there the folder is looked into, and all of it is added', async (t) => {
    const program = await start(t, there)
    const page = await open(there, program)
    await page.getByRole('button', { name: 'Open the sample project' }).waitFor()
    await program.emit('archive:dropped', { path: folder })
    await page.getByText('1 file of the folder is left aside').click()
    await page.getByText('It is a text.', { exact: false }).waitFor()
    await shot(page, 'archive-folder')
    assert.deepEqual(lockstep(there, 'snapshot', 'list').snapshots, [], 'looking adds nothing')
    await page.getByRole('button', { name: 'Add 3 snapshots to QA' }).click()
    await page.getByText('3 snapshots added to QA.').waitFor()
    assert.deepEqual(lockstep(there, 'snapshot', 'list').snapshots.map((one) => one.note).sort(), ['First', 'Second', 'Third'])
  })
})

test('a damaged archive says what is damaged, shows the rest, and is not added', async (t) => {
  const dir = scratch(t)
  sample(dir)
  lockstep(dir, 'snapshot', 'take', 'Live')
  const zip = join(dir, 'live.zip')
  lockstep(dir, 'export', 'Live@1', '-o', zip)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await program.emit('archive:dropped', { path: zip })
  await page.getByText('Every file verified').waitFor()
  const intact = page.getByRole('row', { name: /live\.zip/ })
  await intact.getByText(/items intact/).waitFor()

  spoil(zip, '"currency": "EUR"', '"currency": "DEM"')
  await page.getByRole('button', { name: 'Verify all' }).click()
  await intact.getByText(/1 of \d+ items damaged/).waitFor()
  await intact.getByRole('link', { name: 'See what is damaged' }).click()
  await page.getByRole('link', { name: 'Close' }).click()
  await intact.getByRole('link', { name: 'See what is damaged' }).click()
  await page.getByText(/1 of \d+ items is damaged\./).waitFor()
  assert.equal(await page.getByRole('button', { name: /^Add \d/ }).count(), 0)
  await page.getByRole('button', { name: /^settings\/shop\.json damaged/ }).click()
  await page.getByText('Its content is not what was exported.').waitFor()
  await page.getByRole('button', { name: /^settings\/tax\.json/ }).click()
  await page.getByLabel('Content of settings/tax.json').waitFor()
  await shot(page, 'archive-damaged')
})

/** Changes some text in an archive, in the one file that holds it, leaving the sizes as they were. */
function spoil(zip, from, to) {
  const script = `
import sys, zipfile
path, was, now = sys.argv[1:]
with zipfile.ZipFile(path) as z: files = [(i, z.read(i)) for i in z.infolist()]
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
    for i, content in files: z.writestr(i.filename, content.replace(was.encode(), now.encode()))
`
  execFileSync('python3', ['-c', script, zip, from, to])
}
