// Every screen and every dialog, in both themes, meets WCAG 2.2 AA as far as axe can tell.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask } from '../lib/axe.mjs'
import { worlds } from '../lib/places.mjs'
import { inTheme, walk } from '../lib/stage.mjs'

const told = new Map() // what axe advises or cannot tell, and where

walk(test, worlds, async ({ page }, place) => {
  const wrong = []
  for (const theme of ['light', 'dark']) {
    await inTheme(page, theme)
    const found = await ask(page)
    wrong.push(...found.wrong.map((what) => `${theme}: ${what}`))
    for (const what of [...found.advice, ...found.unsure]) told.set(what, [...(told.get(what) ?? []), `${place.name} ${theme}`])
  }
  await inTheme(page, 'light')
  assert.deepEqual(wrong, [])
})

// Best practices are no part of the standard, and some contrasts (a letter beside a picture) no program can tell.
test('what axe advises and what it cannot tell', (t) => {
  for (const [what, places] of [...told].sort()) t.diagnostic(`${what} (${places.length}×, first at ${places[0]})`)
})
