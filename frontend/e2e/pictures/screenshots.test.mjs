// Pictures of every place in both themes: make screenshots. They are written to build/shots/screens, for a person to
// look at beside the design.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { worlds } from '../lib/places.mjs'
import { shots } from '../lib/program.mjs'
import { inTheme, settled, size, walk } from '../lib/stage.mjs'

const folder = join(shots, 'screens')
const others = [{ width: 1024, height: 680 }, { width: 1920, height: 1200 }]
// The places that change most with the window's size.
const wide = ['overview', 'history-noted', 'compare', 'compare-schema', 'model-json', 'wizard-3-configuration', 'activity', 'archive-preview']

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

test('a picture of every place', { concurrency: 2 }, (t) => walk(t.test.bind(t), worlds, async ({ page }, { name }) => {
  const picture = (suffix) => page.screenshot({ path: join(folder, `${name}${suffix}.png`), animations: 'disabled', caret: 'hide' })
  await picture('')
  await inTheme(page, 'dark')
  await picture('-dark')
  await inTheme(page, 'light')
  if (!wide.includes(name)) return
  for (const window of others) {
    await page.setViewportSize(window)
    await settled(page)
    await picture(`-${window.width}x${window.height}`)
  }
  await page.setViewportSize(size)
}))
