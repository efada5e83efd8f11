// Real keys in the real window: some the menu has, some the page, and each does its act once.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { desktop } from '../lib/desktop.mjs'
import { environment, root, scratch } from '../lib/program.mjs'
import { sample } from '../lib/projects.mjs'
import { drive, until } from '../lib/webdriver.mjs'

test('the keys of the menu reach the page, and a zoom holds in this web view', async (t) => {
  const dir = scratch(t)
  sample(dir)
  const window = await drive(t, join(root, 'build/bin/lockstep-window'), [], environment(dir))
  await window.see(/13 differ/)
  const { keys: key, type } = desktop()
  const becomes = (what, script) => until(what, () => window.run(`return ${script}`))

  key('ctrl+2')
  await becomes('QA is shown', `document.querySelector('main h1')?.textContent === 'QA'`)
  key('ctrl+k')
  await becomes('the palette has the focus', `document.activeElement?.matches('dialog input[role=combobox]')`)
  type('overview')
  await becomes('the text is in its field', `document.activeElement.value === 'overview'`)
  key('Return')
  await becomes('the overview is shown', `document.querySelector('main h1')?.textContent === 'Overview' && !document.querySelector('dialog')`)
  key('F1')
  await window.see(/All shortcuts/)
  key('Escape')
  await becomes('the list is gone', `!document.querySelector('dialog')`)

  // A line of the menu without a key is an event.
  await window.run(`dispatchEvent(new CustomEvent("act", { detail: "restore.which" }))`)
  await becomes('the palette asks what to restore', `document.querySelector('dialog input[role=combobox]')?.value === 'Restore '`)
  key('Escape')
  await becomes('the palette is gone', `!document.querySelector('dialog')`)

  const zoom = `Number(document.documentElement.style.zoom || 1)`
  for (const percent of [110, 125, 150]) {
    key('ctrl+plus')
    await becomes(`the text is at ${percent} %`, `${zoom} === ${percent / 100}`)
  }
  const out = await window.run(`return [...document.querySelectorAll('aside, main, footer')].filter((each) => {
    const { left, right, top, bottom } = each.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    return left < -1 || top < -1 || right > clientWidth + 1 || bottom > clientHeight + 1
  }).map((each) => each.tagName)`)
  assert.deepEqual(out, [])
  await window.shot('window-zoom-150')
  key('ctrl+minus')
  await becomes('the text is smaller', `${zoom} === 1.25`)
  key('ctrl+shift+0')
  await becomes('the text is as it was', `${zoom} === 1`)
  await window.end()
})
