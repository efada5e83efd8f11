// The palette finds every act and place, and changes nothing by itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { sample, shop } from '../lib/projects.mjs'

/** Opens the palette, types, and gives the titles of what is found, once the search is settled. */
async function search(page, text, expected) {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or run' }).fill(text)
  await page.getByRole('option', { name: expected }).first().waitFor()
  return page.locator('[role=option] b').allInnerTexts()
}

async function run(page, text, expected) {
  await search(page, text, expected)
  await page.getByRole('option', { name: expected }).first().click()
}

test('acts come first, then places and snapshots, each by any of its names', async (t) => {
  const dir = scratch(t)
  sample(dir)
  lockstep(dir, 'snapshot', 'take', 'Live', '-m', 'Before Black Friday')
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('link', { name: /12 differ between QA and Live/ }).waitFor()
  const live = await search(page, 'live', /Before Black Friday/)
  assert.equal(live[0], 'Promote QA to Live…')
  for (const title of ['Take a snapshot of Live…', 'Restore Live…', 'Live', 'History of Live', 'Model of Live', 'Compare Live with QA', 'Bring Live down to Development…', 'Before Black Friday']) {
    assert.ok(live.includes(title), `${title} is among ${live.join(', ')}`)
  }
  assert.deepEqual(await page.locator('[role=group] .heading').allInnerTexts(), ['Actions', 'Go to', 'Snapshots'])
  await page.getByRole('option', { name: 'Promote QA to Live… 12 differ' }).waitFor()
  await shot(page, 'palette')
  await page.keyboard.press('Escape')

  assert.deepEqual((await search(page, 'deploy live', 'Promote QA to Live…')), ['Promote QA to Live…'])
  await page.keyboard.press('Escape')
  assert.equal((await search(page, 'set live', 'Restore Live…'))[0], 'Restore Live…')
  await page.keyboard.press('Escape')
  assert.ok((await search(page, 'version', 'Take a snapshot of Live…')).includes('History of QA'))
  await page.keyboard.press('Escape')
  assert.deepEqual(await search(page, 'friday black', 'Before Black Friday'), ['Before Black Friday'])
  await page.keyboard.press('Enter')
  await page.locator('#snapshot-1[aria-selected=true]').waitFor()
})

test('every row leads somewhere, and nothing is written by choosing one', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': 'new\n' }, qa: { 'a.txt': 'old\n' }, settings: { clear_cache: 'echo cleared >>../cleared' } })
  const before = contents(at.qa)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('button', { name: 'Promote Development to QA' }).waitFor()
  const dialog = (name) => page.getByRole('dialog', { name })
  const close = async (name) => {
    await dialog(name).waitFor()
    await page.keyboard.press('Escape')
    await dialog(name).waitFor({ state: 'detached' })
  }

  await run(page, 'snapshot qa', 'Take a snapshot of QA…')
  await close('Take a snapshot of QA')
  await run(page, 'clear cache qa', /on QA…/)
  await close(/ on QA$/)
  await run(page, 'change qa', 'Rename or change QA…')
  await close(/QA/)
  await run(page, 'add environment', 'Add environment…')
  await close(/environment/i)
  await run(page, 'new project', 'New project…')
  await close('New project')
  await run(page, 'keyboard', 'All shortcuts')
  await close('All shortcuts')
  for (const [text, option, heading] of [
    ['restore qa', 'Restore QA…', 'QA'],
    ['connection qa', /^Connection of QA/, 'QA'],
    ['rename shop', 'Rename Shop…', 'Settings'],
    ['verify', 'Verify the catalog', 'Settings'],
    ['export', 'Export…', 'Archive'],
    ['activity', 'Activity', 'Activity'],
    ['compare qa', /^Compare QA with Development/, 'Compare'],
    ['overview', 'Overview', 'Overview'],
  ]) {
    await run(page, text, option)
    await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor()
  }
  await run(page, 'promote', /^Promote Development to QA…/)
  await page.getByText('Nothing has been written to QA').waitFor()
  assert.deepEqual(contents(at.qa), before)
  assert.deepEqual(lockstep(dir, 'snapshot', 'list').snapshots.map(({ reason }) => reason), [])
})

test('it is a combobox: arrows choose, Esc gives the focus back, a click beside it closes it', async (t) => {
  const dir = scratch(t)
  sample(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const opener = page.getByRole('link', { name: 'Compare' }).first()
  await opener.focus()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Search or run' })
  const chosen = () => page.locator('[role=option][aria-selected=true]')
  await field.waitFor()
  assert.ok(await field.evaluate((each) => each === document.activeElement))
  const first = await chosen().innerText()
  await page.keyboard.press('ArrowDown')
  assert.notEqual(await chosen().innerText(), first)
  assert.equal(await field.getAttribute('aria-activedescendant'), await chosen().getAttribute('id'))
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  assert.ok(await chosen().evaluate((each) => each === [...document.querySelectorAll('[role=option]')].at(-1)), 'the first is before the last')
  await field.fill('qqqq')
  await page.getByText('Nothing has these words.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.ok(await opener.evaluate((each) => each === document.activeElement), 'the focus is back')

  await page.getByRole('button', { name: 'Search or run' }).click()
  await page.mouse.click(5, 5)
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})
