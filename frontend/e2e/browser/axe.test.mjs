// Every screen and every dialog, in both themes, meets WCAG 2.2 AA as far as axe can tell, and can be seen and used in a
// small window and in a large one, without motion and in forced colours.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask } from '../lib/axe.mjs'
import { misplacedIn, motions, unframed } from '../lib/layout.mjs'
import { worlds } from '../lib/places.mjs'
import { shots } from '../lib/program.mjs'
import { inTheme, large, settled, size, smallest, walk } from '../lib/stage.mjs'

const told = {} // what axe advises or cannot tell, by rule and reason

/** What axe finds wrong in both themes. */
async function inaccessible(page, place) {
  const wrong = []
  for (const theme of ['light', 'dark']) {
    await inTheme(page, theme)
    const found = await ask(page)
    wrong.push(...found.wrong.map((one) => `${theme}: ${words(one)}`))
    for (const one of [...found.advice, ...found.unsure]) {
      const elements = ((told[`${one.rule}: ${one.why}`] ??= {})[one.element] ??= [])
      elements.push(`${place.name}, ${theme}`)
    }
  }
  await inTheme(page, 'light')
  return wrong
}

/** What moves though nobody wants it to, and what cannot be seen where colours are forced. */
async function unwanted(page) {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await settled(page)
  const wrong = await motions(page)
  await page.emulateMedia({ reducedMotion: 'no-preference', forcedColors: 'active' })
  wrong.push(...(await unframed(page)))
  await page.emulateMedia({ forcedColors: 'none' })
  return wrong
}

test('every place, in both themes and in windows of several sizes', (t) => walk(t.test.bind(t), worlds, async ({ page }, place) => {
  const wrong = await inaccessible(page, place)
  wrong.push(...(await misplacedIn(page, [smallest, large, size])), ...(await unwanted(page)))
  assert.deepEqual(wrong, [])
}))

// Best practices are no part of the standard, and some contrasts (a letter beside a picture) no program can tell.
test('what axe advises and what it cannot tell', (t) => {
  writeFileSync(join(shots, 'axe.json'), JSON.stringify(told, null, 2))
  for (const [what, elements] of Object.entries(told).sort()) {
    const [[element, [place]]] = Object.entries(elements)
    t.diagnostic(`${what}: ${Object.keys(elements).length} elements, such as ${element} (${place})`)
  }
  t.diagnostic('All of them are in build/shots/axe.json.')
})

const words = ({ rule, element, why }) => `${rule}: ${element}: ${why}`
