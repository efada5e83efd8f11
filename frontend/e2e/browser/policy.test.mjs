// The page is allowed what it needs and no more. That nothing is asked for elsewhere is seen at every place that the
// other tests walk through.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open } from '../lib/browser.mjs'
import { root, scratch, start } from '../lib/program.mjs'

const dist = join(root, 'frontend/dist')
const html = readFileSync(join(dist, 'index.html'), 'utf8')

test('the built page has a strict policy', () => {
  const [, text] = /<meta\s+http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html) ?? []
  assert.ok(text, 'the page has a policy')
  const policy = Object.fromEntries(text.split(';').map((one) => one.trim().split(/\s+/)).map(([name, ...sources]) => [name, sources]))
  const allowed = { 'default-src': ["'self'", "'none'"], 'img-src': ["'self'", 'data:'], 'connect-src': ["'self'", 'wails:'] }
  for (const [name, sources] of Object.entries(policy)) {
    for (const source of sources) assert.ok((allowed[name] ?? ["'self'", "'none'"]).includes(source), `${name} allows ${source}`)
  }
  for (const name of ['default-src', 'script-src', 'style-src', 'img-src', 'connect-src']) assert.ok(name in policy, `${name} is said`)
})

test('the built page holds no script and no style of its own, and names nobody else', () => {
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/, 'an inline script')
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=/, 'an inline style or handler')
  assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//, 'a file of somebody else')
  for (const name of readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.css'))) {
    assert.doesNotMatch(readFileSync(join(dist, 'assets', name), 'utf8'), /url\(["']?(?:https?:)?\/\/|@import/, name)
  }
})

test('a script, a style and a request that somebody smuggled in are held back', async (t) => {
  const dir = scratch(t)
  const page = await open(dir, await start(t, dir), { mayLog: /Content Security Policy/ })
  const held = await page.evaluate(() => new Promise((resolve) => {
    const directives = new Set()
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      directives.add(effectiveDirective)
      if (directives.size === 3) resolve([...directives].sort())
    })
    const script = document.createElement('script')
    script.textContent = 'window.smuggled = true'
    document.body.append(script)
    document.body.insertAdjacentHTML('beforeend', '<style>body { color: red }</style>')
    fetch('http://127.0.0.1:9/').catch(() => undefined)
  }))
  assert.deepEqual(held, ['connect-src', 'script-src-elem', 'style-src-elem'])
  assert.equal(await page.evaluate(() => 'smuggled' in window), false)
})
