// How the window looks, and what it remembers of itself when it is opened again, also on another computer's web view.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { scratch, start } from '../lib/program.mjs'
import { sample, shop } from '../lib/projects.mjs'

const theme = (page) => page.evaluate(() => document.documentElement.dataset.theme ?? '')
const canvas = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)

test('the page arrives in its theme, and follows the desktop while nothing else is chosen', async (t) => {
  const dir = scratch(t)
  sample(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  assert.equal(await theme(page), '')
  const light = await canvas(page)
  await program.emit('theme', { system: 'dark' })
  await page.locator('html[data-theme=dark]').waitFor()
  assert.notEqual(await canvas(page), light)
  await shot(page, 'overview-dark')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('theme light')
  await page.keyboard.press('Enter')
  await page.locator('html[data-theme=light]').waitFor()
  assert.equal(await canvas(page), light)
  const served = await (await fetch(program.url)).text()
  assert.match(served, /<html[^>]* data-theme="light"/, 'the page is served in the chosen theme')
})

test('what the window keeps lies with the home, and not in the web view', async (t) => {
  const dir = scratch(t)
  shop(dir, { development: { 'a.txt': 'new\n' }, qa: { 'a.txt': 'old\n' } })

  await t.test('it is left in another look, at another place', async (t) => {
    const program = await start(t, dir)
    const page = await open(scratch(t), program)
    await page.getByRole('button', { name: 'Promote Development to QA' }).waitFor()
    await page.keyboard.press('Control+2')
    await page.getByRole('heading', { name: 'QA', exact: true }).waitFor()
    await page.getByRole('navigation', { name: 'QA: parts' }).getByRole('link', { name: /^History/ }).click()
    await page.keyboard.press('Control+=')
    await page.keyboard.press('F1')
    await page.getByRole('checkbox', { name: /^Single letters/ }).uncheck()
    await page.keyboard.press('Escape')
    await page.evaluate(() => window.go.app.App.Remember('theme', 'dark'))
    await page.waitForFunction(async () => (await window.go.app.App.Remembered())['single-keys'] === 'off')
  })

  await t.test('and is there again for another web view', async (t) => {
    const program = await start(t, dir)
    const page = await open(scratch(t), program)
    await page.getByText('No snapshots yet').waitFor()
    assert.match(page.url(), /#\/environment\?ref=Shop%2FQA&tab=history$/)
    assert.match(await page.title(), /^QA, history · Shop · Lockstep$/)
    assert.equal(await theme(page), 'dark')
    assert.equal(await page.evaluate(() => document.documentElement.style.zoom), '1.1')
    await page.keyboard.press('F1')
    assert.equal(await page.getByRole('checkbox', { name: /^Single letters/ }).isChecked(), false)
    assert.equal(await page.evaluate(() => localStorage.length), 0)
  })
})

test('at 150 % nothing is lost, in a small window too', async (t) => {
  const dir = scratch(t)
  sample(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('button', { name: 'Promote Development to QA' }).waitFor()
  for (let n = 0; n < 3; n++) await page.keyboard.press('Control+=')
  for (const size of [{ width: 1280, height: 800 }, { width: 1024, height: 680 }]) {
    await page.setViewportSize(size)
    for (const route of ['overview', 'compare', 'activity', 'archive', 'settings', 'environment?ref=Northwind%2FQA']) {
      await page.goto(page.url().replace(/#.*/, `#/${route}`))
      await page.locator('main h1').waitFor()
      const wide = await page.evaluate(() => [...document.querySelectorAll('aside, main, footer')].filter((each) => {
        const { left, right, top, bottom } = each.getBoundingClientRect()
        return left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1
      }).map((each) => each.tagName))
      assert.deepEqual(wide, [], `${route} at ${size.width}×${size.height}`)
    }
    for (const key of ['Control+k', 'F1']) {
      await page.keyboard.press(key)
      const box = await page.getByRole('dialog').boundingBox()
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height, `${key}: ${JSON.stringify(box)}`)
      await page.keyboard.press('Escape')
    }
  }
  await shot(page, 'zoom-150-small')
  await page.keyboard.press('Control+Shift+Digit0')
  assert.equal(await page.evaluate(() => document.documentElement.style.zoom), '')
})
