// Every place can be seen and used in a small window and in a large one, with text half as large again, without motion
// and in forced colours.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { misplaced, motions, unframed } from '../lib/layout.mjs'
import { worlds } from '../lib/places.mjs'
import { lanes, settled, size, walk } from '../lib/stage.mjs'

const [smallest, large] = [{ width: 1024, height: 680 }, { width: 1920, height: 1200 }]

/** What cannot be seen in windows of these sizes; the last one stays. */
async function misplacedIn(page, windows) {
  const wrong = []
  for (const window of windows) {
    await page.setViewportSize(window)
    await settled(page)
    wrong.push(...(await misplaced(page)).map((what) => `${window.width}×${window.height}: ${what}`))
  }
  return wrong
}

test('in windows of several sizes, without motion, in forced colours', lanes, (t) => walk(t.test.bind(t), worlds, async ({ page }) => {
  const wrong = await misplacedIn(page, [smallest, large, size])
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await settled(page)
  wrong.push(...(await motions(page)))
  await page.emulateMedia({ reducedMotion: 'no-preference', forcedColors: 'active' })
  wrong.push(...(await unframed(page)))
  await page.emulateMedia({ forcedColors: 'none' })
  assert.deepEqual(wrong, [])
}))

/** Makes the text half as large again, by the keys that a person would press. */
async function enlarge(page) {
  const zoom = () => page.evaluate(() => Number(getComputedStyle(document.documentElement).zoom))
  for (let pressed = 0; pressed < 8 && (await zoom()) < 1.5; pressed++) await page.keyboard.press('Control+Equal')
  assert.equal(await zoom(), 1.5, 'Ctrl + makes the text larger, up to 150 %')
}

test('with text of 150 %', lanes, (t) => walk(t.test.bind(t), worlds, async ({ page }) => {
  assert.deepEqual(await misplacedIn(page, [smallest, size]), [])
}, async ({ page, to }) => {
  await to('#/overview')
  await settled(page)
  await enlarge(page)
}))
