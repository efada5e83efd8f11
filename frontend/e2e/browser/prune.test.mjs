// Pruning: what is kept is settled, what would go is shown with its reason, and only that goes.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { sample } from '../lib/projects.mjs'

test('the newest one is kept, with what is pinned or noted, and the rest goes', async (t) => {
  const dir = scratch(t)
  const at = sample(dir)
  for (let n = 1; n <= 5; n++) lockstep(dir, 'snapshot', 'take', 'QA')
  lockstep(dir, 'snapshot', 'pin', 'QA@1')
  lockstep(dir, 'snapshot', 'note', 'QA@2', 'Autumn release')
  const before = contents(at)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const dialog = page.getByRole('dialog')
  const settings = () => page.getByRole('link', { name: 'Settings', exact: true }).click()
  const prune = page.getByRole('button', { name: 'Prune…' })
  const newest = page.getByRole('textbox', { name: 'the newest … snapshots' })
  const part = page.getByRole('radio', { name: 'Only so much of each environment' })

  await settings()
  await prune.click()
  await dialog.getByText('There is nothing to take out: all 5 snapshots stay.', { exact: false }).waitFor()
  await page.keyboard.press('Escape')

  await part.check()
  await page.getByText('Say how many to keep', { exact: false }).waitFor()
  await newest.fill('-1')
  await page.getByText('Give whole numbers, such as 10.').waitFor()
  assert.ok(await prune.isDisabled(), 'what is pruned by is saved first')
  await newest.fill('1')
  await page.getByRole('link', { name: 'Overview' }).click()
  await settings()
  assert.equal(await newest.inputValue(), '1', 'what is typed is not lost by going elsewhere')
  await newest.press('Enter')
  await page.getByText('Pruning of Northwind keeps the newest 1 now.').waitFor()
  assert.equal(lockstep(dir, 'project', 'list').projects[0].keep.last, 1)
  await page.reload()
  await newest.waitFor()
  assert.equal(await newest.inputValue(), '1')

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('prune north')
  await page.getByRole('option', { name: /^Prune Northwind…/ }).waitFor()
  await page.keyboard.press('Enter')
  await dialog.getByText('2 snapshots go, 3 stay.').waitFor()
  const rows = async () => (await dialog.getByRole('listitem').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))
  const [head, ...snapshots] = await rows()
  assert.equal(head, 'QA 2 go, 3 stay')
  assert.deepEqual(snapshots.map((text) => /Snapshot (\d)/.exec(text)?.[1]), ['4', '3', '5', '2', '1'], 'what goes comes first')
  for (const [row, why] of ['No rule keeps it goes', 'No rule keeps it goes', 'It is the newest, is the last one stays', 'It has a note stays', 'It is pinned stays'].entries()) {
    assert.ok(snapshots[row].endsWith(why), `${snapshots[row]}: ${why}`)
  }
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Cancel', 'what cannot be taken back is not where the focus is')
  await shot(page, 'prune-preview')

  mkdirSync(join(dir, 'catalog/locks'), { recursive: true })
  const other = spawn('flock', [join(dir, 'catalog/locks/vault.lock'), '-c', 'echo held; read _'])
  await once(other.stdout, 'data')
  await dialog.getByRole('button', { name: 'Take out 2 snapshots' }).click()
  await dialog.getByRole('alert').getByText(/Another window or command is verifying or pruning this catalog\..*Wait until it ends\./).waitFor()
  await shot(page, 'prune-refused')
  other.stdin.end('\n')
  await once(other, 'exit')

  await dialog.getByRole('button', { name: 'Take out 2 snapshots' }).click()
  await dialog.getByText(/^2 snapshots went, 3 stay\. The catalog takes .* now, and took .*\.$/).waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Close')
  await shot(page, 'prune-done')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })

  await page.goto(`${program.url}#/environment?ref=Northwind%2FQA&tab=history`)
  await page.getByText('Autumn release').first().waitFor()
  const left = lockstep(dir, 'snapshot', 'list', 'QA').snapshots.map((one) => one.number)
  assert.deepEqual(left, [5, 2, 1])
  assert.equal(await page.getByRole('listbox').getByRole('option').count(), 3)
  assert.deepEqual(contents(at), before, 'nothing is changed on any environment')
})
