// A snapshot is restored: in part, whole, onto another environment, with its losses answered, by keyboard alone.
import assert from 'node:assert/strict'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents, model, without } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { sample, shop } from '../lib/projects.mjs'
import { RestoreDialog, Wizard, chooseSnapshot, openHistory } from '../lib/screens.mjs'

test('an old snapshot is restored with one item left out, and then whole', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, {
    development: { 'a.txt': 'new\n', 'b.txt': 'new\n', 'added.txt': 'new\n' },
    qa: { 'a.txt': 'old\n', 'b.txt': 'old\n', 'bin/go': { run: 'exit 0\n' }, 'now.txt': { link: 'a.txt' } },
  })
  const old = contents(at.qa)
  lockstep(dir, 'promote', 'Development', 'QA', '--accept-loss', '-m', 'New letters')
  const promoted = contents(at.qa)
  assert.deepEqual(promoted, contents(at.development))
  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)

  async function ask() {
    await openHistory(page, 'QA')
    await chooseSnapshot(page, 1)
    await page.getByRole('button', { name: 'Restore before…' }).click()
    return new RestoreDialog(page, 'QA')
  }

  await t.test('with b.txt left out', async () => {
    const restore = await ask()
    await restore.changes(5)
    await shot(page, 'restore-dialog')
    await restore.scope(/Only the ticked items/)
    await restore.untick('b.txt')
    await restore.changes(4)
    await shot(page, 'restore-dialog-chosen')
    assert.deepEqual(contents(at.qa), promoted, 'nothing is written before the run is started')
    await restore.start()
    await wizard.ended('QA matches the plan')
    assert.deepEqual(contents(at.qa), { ...old, 'b.txt': promoted['b.txt'] })
    await wizard.done()
  })

  await t.test('whole', async () => {
    const restore = await ask()
    await restore.changes(1)
    await restore.start()
    await wizard.ended('QA matches the plan')
    assert.deepEqual(contents(at.qa), old)
    await wizard.done()
  })

  await t.test('and then there is nothing to restore', async () => {
    const restore = await ask()
    await restore.dialog.getByText('QA is already like this snapshot.').waitFor()
    assert.ok(await restore.starts.isDisabled())
    await shot(page, 'restore-dialog-same')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Restore before…' }).and(page.locator(':focus')).waitFor()
  })
})

test('the model of a snapshot goes onto another environment, and what is lost with it is said', async (t) => {
  const dir = scratch(t)
  const at = sample(dir)
  const [development, live] = [join(at, 'development'), join(at, 'live')]
  lockstep(dir, 'snapshot', 'take', 'Live', '-m', 'Before the fair')
  const before = { development: contents(development), live: contents(live) }
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openHistory(page, 'Live')
  await page.getByRole('button', { name: 'Restore…' }).click()
  const restore = new RestoreDialog(page, 'Live')
  await restore.dialog.getByText('Live is already like this snapshot.').waitFor()
  await restore.onto('Development')
  await restore.dialog.getByText('From Live, snapshot 1 onto Development.').waitFor()
  await restore.scope(/Model only/)
  await restore.changes(7)
  await restore.dialog.getByText('The object gift_cards is removed, and all that is stored in it is lost.').waitFor()
  await restore.dialog.getByRole('button', { name: 'Show gift_cards' }).click()
  await restore.dialog.getByText('"name": "gift_cards"').waitFor()
  await shot(page, 'restore-dialog-item')
  await restore.dialog.getByRole('button', { name: 'All changes' }).click()
  await restore.dialog.getByRole('textbox', { name: 'Why' }).fill('Begin from what is live')
  await shot(page, 'restore-dialog-other')
  await restore.start()
  await new Wizard(page).ended('Development matches the plan')
  assert.deepEqual(model(development), model(live))
  assert.deepEqual(contents(live), before.live)
  assert.deepEqual(without(contents(development), 'model.json'), without(before.development, 'model.json'), 'the configuration stays')
  assert.equal(lockstep(dir, 'run', 'list').runs[0].why, 'Begin from what is live')
})

test('a live environment is written once that is allowed and its name is typed', async (t) => {
  const dir = scratch(t)
  const at = sample(dir)
  lockstep(dir, 'snapshot', 'take', 'QA')
  const live = contents(join(at, 'live'))
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openHistory(page, 'QA')
  await page.keyboard.press('r')
  const restore = new RestoreDialog(page, 'QA')
  await restore.onto('Live')
  await restore.scope(/Configuration only/)
  await restore.dialog.getByText('Live is read-only.').waitFor()
  await shot(page, 'restore-dialog-read-only')
  assert.ok(await restore.starts.isDisabled())
  await restore.dialog.getByRole('button', { name: 'Allow writing to Live' }).click()
  const name = restore.dialog.getByRole('textbox', { name: /^Type Live to confirm/ })
  await name.fill('QA')
  assert.ok(await restore.starts.isDisabled())
  await name.fill('Live')
  assert.ok(await restore.starts.isDisabled(), 'it is not said why')
  await restore.dialog.getByText('Say why').waitFor()
  await restore.dialog.getByLabel('Why').fill('As QA was')
  await shot(page, 'restore-dialog-live')
  assert.deepEqual(contents(join(at, 'live')), live)
  await restore.start()
  await new Wizard(page).ended('Live matches the plan')
  assert.deepEqual(contents(join(at, 'live/settings')), contents(join(at, 'qa/settings')))
})

test('a target that cannot be read says so, and is read again once it is back', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: {}, qa: { 'a.txt': '1\n' } })
  lockstep(dir, 'snapshot', 'take', 'QA', '-m', 'The only one')
  renameSync(at.qa, `${at.qa}-away`)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await openHistory(page, 'QA')
  await page.getByRole('status').filter({ hasText: at.qa }).first().waitFor()
  await shot(page, 'timeline-unreachable')
  await page.getByRole('button', { name: 'Restore…' }).click()
  const restore = new RestoreDialog(page, 'QA')
  await restore.dialog.getByText(at.qa).last().waitFor()
  await restore.dialog.getByText('Nothing was changed.').waitFor()
  await shot(page, 'restore-dialog-unreachable')
  renameSync(`${at.qa}-away`, at.qa)
  await restore.dialog.getByRole('button', { name: 'Try again' }).click()
  await restore.dialog.getByText('QA is already like this snapshot.').waitFor()
})

test('a restore by keyboard alone', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': 'new\n', 'b.txt': 'new\n' }, qa: { 'a.txt': 'old\n', 'b.txt': 'old\n' } })
  const old = contents(at.qa)
  lockstep(dir, 'promote', 'Development', 'QA')
  const promoted = contents(at.qa)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const { keyboard } = page
  /** Goes on with Tab until what has the focus is of that role and name. */
  const tabTo = async (role, name) => {
    const wanted = page.getByRole(role, { name }).and(page.locator(':focus'))
    for (let n = 0; n < 60 && (await wanted.count()) === 0; n++) await keyboard.press('Tab')
    assert.equal(await wanted.count(), 1, `Tab reaches ${role} ${name}`)
  }
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'QA' }).waitFor()
  await keyboard.press('Control+2')
  await tabTo('link', /^History/)
  await keyboard.press('Enter')
  await page.getByRole('listbox', { name: 'Snapshots of QA' }).waitFor()
  await tabTo('listbox', 'Snapshots of QA')
  await keyboard.press('End')
  await keyboard.press('r')
  const restore = new RestoreDialog(page, 'QA')
  await restore.changes(2)
  await tabTo('radio', /Model and configuration/)
  await keyboard.press('ArrowUp')
  await tabTo('tree', 'What to restore')
  await keyboard.press('b')
  await keyboard.press('Space')
  await restore.changes(1)
  await restore.starts.and(page.locator(':enabled')).waitFor()
  await tabTo('button', 'Snapshot and restore')
  await keyboard.press('Enter')
  await new Wizard(page).ended('QA matches the plan')
  assert.deepEqual(contents(at.qa), { ...old, 'b.txt': promoted['b.txt'] })
})
