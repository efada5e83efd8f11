// Starts the program that the browser tests talk to, and its command line, each on a home of its own.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../..', import.meta.url))
export const shots = join(root, 'build/shots')
mkdirSync(shots, { recursive: true })

/** Whether every thread of a process holds still: on a busy machine some go on for a while after they are told. */
function still(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => /\) [TZ] /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')))
  } catch {
    return false // a thread ended meanwhile
  }
}

const endings = new WeakMap()

/** Has something done after a test, the last thing first: the runner itself would begin with the first. */
export function after(t, act) {
  const known = endings.get(t)
  if (known) {
    known.push(act)
    return
  }
  const acts = [act]
  endings.set(t, acts)
  t.after(async () => {
    const met = []
    for (const each of acts.reverse()) await Promise.resolve().then(each).catch((error) => met.push(error))
    if (met.length > 0) throw met[0]
  })
}

/** A folder that is gone after the test. */
export function scratch(t) {
  const dir = mkdtempSync(join(tmpdir(), 'lockstep-e2e-'))
  after(t, () => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** What every program of a test runs in: its own home, nobody's keychain. */
export function environment(dir) {
  return { ...process.env, HOME: dir, LOCKSTEP_HOME: join(dir, 'catalog'), LOCKSTEP_KEYCHAIN: 'off' }
}

/** Runs the command line and gives its document. */
export function lockstep(dir, ...args) {
  const text = execFileSync(join(root, 'build/bin/lockstep-cli'), [...args, '--json'], { env: environment(dir), encoding: 'utf8' })
  return JSON.parse(text)
}

/** The running program: where its page is, and the ways to stand in for the desktop around it. */
export async function start(t, dir, ...args) {
  const child = spawn(join(root, 'build/bin/lockstep-browser'), args, {
    // The desktop that the tests run on says nothing of its theme.
    env: { ...environment(dir), LOCKSTEP_DIST: join(root, 'frontend/dist'), DBUS_SESSION_BUS_ADDRESS: 'none:' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  after(t, () => {
    child.kill('SIGTERM')
    child.kill('SIGCONT') // one that is held would never hear of its end
    return ended
  })
  const url = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the program ended with ${code} before it served a page`)))
  })
  const post = async (path, body) => {
    const at = new URL(url)
    at.pathname = path
    const response = await fetch(at, { method: 'POST', body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }
  return {
    url,
    pid: child.pid,
    /** Holds the program where it is, as a machine that is out of breath would; what it was asked is answered after thaw. */
    async freeze() {
      child.kill('SIGSTOP')
      while (!still(child.pid)) await pause(1)
    },
    thaw: () => child.kill('SIGCONT'),
    /** Ends the program with no time to put anything in order. */
    kill: () => Promise.all([ended, child.kill('SIGKILL')]),
    /** Has something closed before the program ends: a page that outlives its program meets errors. */
    closing: (close) => after(t, close),
    /** The next dialog of a kind (folder, open, save) gives this path. */
    answer: (dialog, path) => post('/__answer', { dialog, path }),
    /** Sends the page an event, as the window system would. */
    emit: (name, payload) => post('/__emit', { name, payload }),
  }
}
