// Every place can be seen and used with text half as large again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { misplacedIn } from '../lib/layout.mjs'
import { worlds } from '../lib/places.mjs'
import { settled, size, smallest, walk } from '../lib/stage.mjs'

/** Makes the text half as large again, by the keys that a person would press. */
async function enlarge(page) {
  const zoom = () => page.evaluate(() => Number(getComputedStyle(document.documentElement).zoom))
  for (let pressed = 0; pressed < 8 && (await zoom()) < 1.5; pressed++) await page.keyboard.press('Control+Equal')
  assert.equal(await zoom(), 1.5, 'Ctrl + makes the text larger, up to 150 %')
}

test('with text of 150 %', (t) => walk(t.test.bind(t), worlds, async ({ page }) => {
  assert.deepEqual(await misplacedIn(page, [smallest, size]), [])
}, async ({ page, to }) => {
  await to('#/overview')
  await settled(page)
  await enlarge(page)
}))
