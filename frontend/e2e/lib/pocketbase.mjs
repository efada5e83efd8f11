// Starts real instances of PocketBase.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { after, root } from './program.mjs'

const binary = join(root, 'build/bin/pocketbase-0.36.8')
export const identity = 'tests@lockstep.invalid'
export const password = 'correct-horse-battery'

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts an instance with nothing in it but its superuser, in a folder of its own. It ends with the test. */
export async function instance(t, dir) {
  execFileSync(binary, ['superuser', 'upsert', identity, password, '--dir', dir])
  const url = `http://127.0.0.1:${await freePort()}`
  const child = spawn(binary, ['serve', '--http', url.slice('http://'.length), '--dir', dir], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  after(t, () => {
    child.kill('SIGKILL')
    return ended
  })
  const answers = () => fetch(`${url}/api/health`).then((response) => response.ok, () => false)
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`PocketBase ended with ${child.exitCode}`)
    await pause(20)
  }
  let token = ''
  /** Asks the instance as its superuser. */
  async function call(method, path, body) {
    const response = await fetch(url + path, { method, headers: { 'Content-Type': 'application/json', Authorization: token }, body: body && JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  token = (await call('POST', '/api/collections/_superusers/auth-with-password', { identity, password })).token
  return {
    url,
    call,
    /** Makes the collections of a shop. */
    shop: () => call('PUT', '/api/collections/import', JSON.parse(readFileSync(join(root, 'app/connect/pocketbase/pbtest/testdata/shop.json'), 'utf8'))),
  }
}
