// Starts real instances of the reference app of the HTTP contract.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, root } from './program.mjs'

export const token = 'reference-app-token'

/** Starts an app with nothing in it, on a database of its own. It ends with the test. */
export async function refapp(t, database) {
  const child = spawn(join(root, 'build/bin/lockstep-refapp'), [database], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  after(t, () => {
    child.stdin.end()
    return ended
  })
  const url = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the app ended with ${code} before it served anything`)))
  })
  /** Asks the app, and gives what it answers as text. A write over the contract goes over what is there. */
  async function call(method, path, body) {
    const response = await fetch(url + path, { method, headers: { Authorization: `Bearer ${token}`, 'If-Match': '*' }, body })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text
  }
  return {
    url,
    model: async () => JSON.parse(await call('GET', '/lockstep/v1/model')),
    putModel: (model) => call('PUT', '/lockstep/v1/model', JSON.stringify(model)),
    /** A file of the configuration as the app uses it: as it was when its cache was cleared. */
    used: (name) => call('GET', `/app/config/${name}`),
    save: (name, text) => call('PUT', `/app/config/${name}`, text),
    clearCache: () => call('DELETE', '/lockstep/v1/cache'),
    addRow: (object, row) => call('POST', `/app/data/${object}`, JSON.stringify(row)),
  }
}
