// A run that does not come to its end: killed, or stopped by a person. Every byte can be brought back.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents, without } from '../lib/files.mjs'
import { appears, makeGate } from '../lib/gate.mjs'
import { environment, lockstep, root, scratch, start } from '../lib/program.mjs'
import { modelText, shop, write } from '../lib/projects.mjs'
import { Wizard } from '../lib/screens.mjs'

/** Begins a promotion on the command line, to be killed. */
function promote(dir, ...args) {
  const child = spawn(join(root, 'build/bin/lockstep-cli'), ['promote', 'Development', 'QA', ...args], { env: environment(dir), stdio: 'ignore' })
  return { child, kill: () => Promise.all([once(child, 'exit'), child.kill('SIGKILL')]) }
}

test('a run that is killed half way is found, and undone byte for byte', async (t) => {
  const dir = scratch(t)
  const many = (text) => Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [`pages/${n % 30}/${n}.html`, `<p>${text} ${n}</p>\n`]))
  const at = shop(dir, {
    development: { ...many('new'), 'model.json': modelText({ boats: { name: 'string' } }), 'bin/go': { run: 'exit 0\n' } },
    qa: { ...many('old'), 'bin/go': 'exit 1\n', 'own.txt': 'stays\n' },
  })
  const before = contents(at.qa)
  // The model is written before the configuration, so its file is the sign that the run is half way.
  const written = appears(at.qa, 'model.json')
  const { child, kill } = promote(dir, '--except', 'file/own.txt', '--accept-loss=file/bin/go')
  await Promise.race([written, once(child, 'exit').then(() => assert.fail('the promotion ended before it was killed'))])
  await kill()
  assert.notDeepEqual(contents(at.qa), before, 'something was written')
  assert.equal(lockstep(dir, 'run', 'show', '1').run.status, 'interrupted')

  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByText('QA waits for an answer.').waitFor()
  await page.getByText(/Run 1 was interrupted after [\d,]+ of 1,502 changes/).waitFor()
  assert.ok(await page.getByRole('button', { name: 'Continue run 1 on QA' }).isEnabled())
  assert.ok(await page.getByRole('button', { name: 'Leave QA as it is' }).isEnabled())
  await shot(page, 'overview-interrupted')
  await page.getByRole('button', { name: 'Show run 1 on QA' }).click()
  await page.getByRole('heading', { name: /^Stopped at step/ }).waitFor()
  await page.getByRole('list', { name: 'Items of the run' }).waitFor()
  await page.getByRole('button', { name: 'Undo on QA' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Activity' }).click()
  await page.getByRole('button', { name: /^Show what is on QA now/ }).click()
  await page.getByRole('heading', { name: /^Stopped at step/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Undo run 1 on QA' }).click()
  await page.getByText(/undone\. Everything is as it was before/).waitFor()
  assert.deepEqual(contents(at.qa), before)
  assert.equal(lockstep(dir, 'run', 'show', '1').run.status, 'undone')
  await page.getByText('QA waits for an answer.').waitFor({ state: 'detached' })
})

test('a run that is killed before it was read back is continued to its end', async (t) => {
  const dir = scratch(t)
  const gate = makeGate(dir)
  const at = shop(dir, { development: { 'a.txt': 'new\n' }, qa: { 'a.txt': 'old\n' }, settings: { clear_cache: gate.command } })
  const { kill } = promote(dir)
  const pass = await gate.reached()
  await kill()
  gate.remove()
  await pass()

  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('button', { name: 'Continue run 1 on QA' }).click()
  await page.getByText(/done and read back/).waitFor()
  assert.deepEqual(contents(at.qa), contents(at.development))
  assert.equal(lockstep(dir, 'run', 'show', '1').run.status, 'done')
})

test('Stop in the window stops the run, and Undo brings everything back', async (t) => {
  const dir = scratch(t)
  const gate = makeGate(dir)
  const at = shop(dir, {
    development: { 'a.txt': 'new\n', 'b.txt': 'added\n' },
    qa: { 'a.txt': 'old\n', 'own.txt': 'stays\n' },
    settings: { clear_cache: gate.command, cache_name: 'Reload the shop' },
  })
  const before = contents(at.qa)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Configuration')
  await wizard.next('Review')
  await page.getByRole('button', { name: 'Snapshot and promote' }).click()
  const pass = await gate.reached()
  assert.deepEqual(without(contents(at.qa), 'own.txt', '.lockstep-lease'), contents(at.development), 'the run is held after it has written')

  await t.test('it goes on while one looks elsewhere', async () => {
    await page.getByRole('link', { name: 'Run in background' }).click()
    await page.getByText('Writing to QA.').waitFor()
    await page.getByRole('link', { name: 'Show the run' }).click()
    await page.getByText('Reload the shop').first().waitFor()
    await shot(page, 'wizard-5-run')
  })

  await t.test('it is stopped', async () => {
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByRole('button', { name: 'Undo on QA' }).waitFor()
    gate.remove()
    await pass()
    await shot(page, 'wizard-5-failed')
    assert.deepEqual(without(contents(at.qa), 'own.txt'), contents(at.development), 'stopping alone takes nothing back')
    await page.reload()
    await page.getByText(/^The run was stopped by .+ before its next change\.$/).waitFor()
  })

  await t.test('and undone', async () => {
    await page.getByRole('button', { name: 'Undo on QA' }).click()
    await wizard.ended('QA is as it was before')
    assert.deepEqual(contents(at.qa), before)
    assert.equal(lockstep(dir, 'run', 'show', '1').run.status, 'undone')
    await wizard.done()
    assert.equal(await page.getByText('QA waits for an answer.').count(), 0)
  })
})

test('a window that is loaded anew tells what its run does, and what it could not do', async (t) => {
  const dir = scratch(t)
  const gate = makeGate(dir)
  const at = shop(dir, {
    development: { 'a.txt': 'new\n' },
    qa: { 'a.txt': 'old\n' },
    settings: { clear_cache: `${gate.command}; test -e '${join(dir, 'fine')}'`, cache_name: 'Reload the shop' },
  })
  const before = contents(at.qa)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)
  const band = (text) => page.locator('.truth').getByText(text, { exact: true }).waitFor()
  const begin = async () => {
    await page.getByRole('button', { name: 'Promote Development to QA' }).click()
    await wizard.next('Configuration')
    await wizard.next('Review')
    await page.getByRole('button', { name: 'Snapshot and promote' }).click()
  }

  await t.test('as soon as it was begun', async () => {
    await begin()
    await page.reload()
    await band('Writing to QA')
    const pass = await gate.reached()
    await page.getByText('Reload the shop').first().waitFor()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByRole('button', { name: 'Undo on QA' }).waitFor()
    await pass()
  })

  await t.test('while it is undone', async () => {
    await page.getByRole('button', { name: 'Undo on QA' }).press('Enter')
    const pass = await gate.reached()
    await band('Writing to QA')
    await wizard.ended('Undoing on QA')
    await shot(page, 'wizard-5-undoing')
    await page.keyboard.press('Escape')
    await page.getByText('Undoing on QA…').waitFor()
    await page.goBack()
    await page.reload()
    await wizard.ended('Undoing on QA')
    gate.remove()
    await pass()
    await wizard.ended('QA is as it was before')
    assert.deepEqual(contents(at.qa), before)
    await wizard.done()
  })

  await t.test('and of a cache that was not cleared', async () => {
    await begin()
    await wizard.ended('QA matches the plan, but Reload the shop failed')
    await page.reload()
    await wizard.ended('QA matches the plan, but Reload the shop failed')
    await shot(page, 'wizard-6-cache')
    write(dir, { fine: '' })
    await page.getByRole('button', { name: 'Try again…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reload the shop' }).click()
    await page.getByText('Done, after it failed in the run').waitFor()
    await page.getByRole('heading', { name: 'QA matches the plan', exact: true }).waitFor()
  })
})
