// A browser of the system on a profile of its own.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import { shots } from './program.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function installed() {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)]
  for (const name of names) {
    for (const folder of folders) {
      if (folder !== '' && existsSync(join(folder, name))) return join(folder, name)
    }
  }
  throw new Error(`no browser found: install one of ${names.join(', ')}`)
}

/** Opens the program's page. The test fails where the page throws or logs an error, but for those it may log. */
export async function open(dir, program, { mayLog } = {}) {
  const context = await chromium.launchPersistentContext(join(dir, 'browser'), {
    executablePath: installed(),
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  })
  const page = context.pages()[0] ?? (await context.newPage())
  const wrong = []
  page.on('pageerror', (error) => wrong.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !mayLog?.test(message.text())) wrong.push(message.text())
  })
  page.setDefaultTimeout(20_000)
  program.closing(async () => {
    const met = [...wrong]
    await context.close()
    if (met.length > 0) throw new Error(`the page met errors:\n${met.join('\n')}`)
  })
  await page.goto(program.url)
  return page
}

/** Keeps a picture of the page, which must not show what no person should read. */
export async function shot(page, name) {
  const text = await page.evaluate(() => document.body.innerText)
  assert.doesNotMatch(text, /\[object |\bundefined\b|\bNaN\b/, `on the picture ${name}`)
  await page.screenshot({ path: join(shots, `${name}.png`), animations: 'disabled' })
}
