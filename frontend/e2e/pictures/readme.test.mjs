// The few pictures of the README: make readme-pictures. They are small files, and show no path of this computer.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { worlds } from '../lib/places.mjs'
import { shots } from '../lib/program.mjs'
import { inTheme, walk } from '../lib/stage.mjs'

const shown = { overview: 'light', compare: 'light', 'history-noted': 'dark', 'wizard-3-configuration': 'light', 'wizard-4-review-live': 'dark' }
const folder = join(shots, 'readme')
mkdirSync(folder, { recursive: true })

test('the pictures of the README', (t) => walk(t.test.bind(t), worlds, async ({ page, dir }, { name }) => {
  const theme = shown[name]
  if (theme === undefined) return
  await inTheme(page, theme)
  // The folder that the test made is nobody's: a person's stands where it is shown.
  await page.evaluate((made) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(made, '/srv')
  }, dir)
  writeFileSync(join(folder, `${name}.png`), await page.screenshot({ animations: 'disabled', caret: 'hide' }))
  await inTheme(page, 'light')
}))
