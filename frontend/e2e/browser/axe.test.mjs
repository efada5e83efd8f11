// Every screen and every dialog, in both themes, meets WCAG 2.2 AA as far as axe can tell.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask } from '../lib/axe.mjs'
import { worlds } from '../lib/places.mjs'
import { shots } from '../lib/program.mjs'
import { inTheme, lanes, walk } from '../lib/stage.mjs'

const told = {} // what axe advises or cannot tell, by rule and reason

test('every place, in both themes', lanes, (t) => walk(t.test.bind(t), worlds, async ({ page }, place) => {
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
