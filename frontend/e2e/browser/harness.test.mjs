// The program that serves the page to these tests gives nothing to anybody else.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { open } from '../lib/browser.mjs'
import { scratch, start } from '../lib/program.mjs'

/** Asks with headers that fetch would not let a caller set. */
function ask(url, path, headers = {}, method = 'GET') {
  return new Promise((resolve, reject) => {
    const asking = request(new URL(path, url), { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asking.once('error', reject)
    asking.end(method === 'POST' ? '{"name":"About","args":[]}' : undefined)
  })
}

test('only this page, from this host, with the token, is answered', async (t) => {
  const { url } = await start(t, scratch(t))
  const { search, origin } = new URL(url)
  assert.equal(await ask(url, `/${search}`), 200)
  assert.equal(await ask(url, '/'), 403)
  assert.equal(await ask(url, '/?token=guess'), 403)
  assert.equal(await ask(url, `/__call${search}`, { origin }, 'POST'), 200)
  assert.equal(await ask(url, '/__call', { origin }, 'POST'), 403)
  assert.equal(await ask(url, `/__call${search}`, { origin: 'http://elsewhere.example' }, 'POST'), 403)
  assert.equal(await ask(url, `/__call${search}`, { host: 'elsewhere.example' }, 'POST'), 403)
})

test('a page that logs an error, or throws one, fails its test', async (t) => {
  const dir = scratch(t)
  const program = await start(t, dir)
  let close
  const page = await open(dir, { ...program, closing: (act) => (close = act) })
  await page.evaluate(() => {
    console.error('something is broken')
    setTimeout(() => {
      throw new Error('and this as well')
    })
  })
  await page.waitForEvent('pageerror')
  await assert.rejects(close(), /something is broken\n.*and this as well/s)
})
