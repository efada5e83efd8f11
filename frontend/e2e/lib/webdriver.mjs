// Drives the real window by WebKitWebDriver: the W3C protocol over fetch, no more of it than the tests need.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { after, shots } from './program.mjs'

const element = 'element-6066-11e4-a52e-4f735466cecf'

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts the driver, which starts the program with env, and gives the window. */
export async function drive(t, binary, args, env) {
  const port = await freePort()
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], { env: { ...env, LOCKSTEP_AUTOMATION: '1' }, stdio: 'ignore' })
  const ended = new Promise((resolve) => driver.once('exit', resolve))
  after(t, () => {
    // A program with a run under way would ask before it ends, and the next test would type into its window.
    const left = descendants(driver.pid)
    driver.kill('SIGTERM')
    for (const pid of left) spawnSync('kill', ['-KILL', pid])
    return ended
  })
  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    })
    const { value } = await response.json()
    if (!response.ok) throw Object.assign(new Error(`${method} ${path}: ${value.error}: ${value.message}`), { code: value.error })
    return value
  }
  await until('the driver answers', () => call('GET', '/status').then(() => true, () => false))
  const { sessionId } = await call('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args } } },
  })
  return windowOf((method, path, body) => call(method, `/session/${sessionId}${path}`, body), () => descendants(driver.pid))
}

function windowOf(call, processes) {
  const end = () => process.kill(processes()[0], 'SIGTERM')
  const run = (script, ...args) => call('POST', '/execute/sync', { script, args })
  /** The first visible element of a role and an accessible name: a string is the whole name, a RegExp finds in it. */
  const find = async (role, name) => {
    const selector = {
      button: 'button', link: 'a[href]', textbox: 'input:not([type]), input[type=text], textarea', checkbox: 'input[type=checkbox], [role=checkbox]',
      heading: 'h1, h2, h3', radio: 'input[type=radio], [role=radio]', treeitem: '[role=treeitem]', tree: '[role=tree]',
    }[role]
    for (const found of await call('POST', '/elements', { using: 'css selector', value: selector })) {
      const id = found[element]
      const label = await call('GET', `/element/${id}/computedlabel`).catch(() => '')
      const matches = typeof name === 'string' ? label.trim() === name : name.test(label)
      if (matches && (await call('GET', `/element/${id}/displayed`).catch(() => false))) return id
    }
    return null
  }
  return {
    run,
    /** What an expression is in the page; a promise is waited for. */
    async evaluate(expression) {
      const script = `const [done] = arguments
        Promise.resolve(${expression}).then((value) => done({ value }), (reason) => done({ reason: String(reason?.message ?? reason) }))`
      const { value, reason } = await call('POST', '/execute/async', { script, args: [] })
      if (reason !== undefined) throw new Error(reason)
      return value
    },
    /** Calls a bound method; a rejection gives its message. */
    async call(name, ...args) {
      const script = `const [name, args, done] = arguments
        window.go.app.App[name](...args).then((value) => done({ value }), (reason) => done({ reason: String(reason?.message ?? reason) }))`
      const { value, reason } = await call('POST', '/execute/async', { script, args: [name, args] })
      if (reason !== undefined) throw reason
      return value
    },
    /** Ends the program as the system would. */
    end,
    /** The processes of the program, itself first. */
    processes,
    title: () => call('GET', '/title'),
    text: () => run('return document.body.innerText'),
    async see(text) {
      await until(`the page says ${text}`, async () => text.test(await run('return document.body.innerText')))
    },
    async click(role, name) {
      await until(`there is a ${role} ${name}, enabled`, unlessStale(async () => {
        const id = await find(role, name)
        if (id === null || !(await call('GET', `/element/${id}/enabled`))) return false
        await call('POST', `/element/${id}/click`, {})
        return true
      }))
    },
    async type(role, name, text) {
      await until(`there is a ${role} ${name}`, unlessStale(async () => {
        const id = await find(role, name)
        if (id === null) return false
        await call('POST', `/element/${id}/value`, { text })
        return true
      }))
    },
    async shot(name) {
      // The driver's picture is of the next frame, and a page at rest paints none.
      await run(`const dot = document.createElement('div')
        dot.style.cssText = 'position:fixed;right:0;bottom:0;width:1px;height:1px'
        document.body.append(dot)
        let n = 0
        const tick = setInterval(() => (dot.style.background = n++ % 2 ? '#777' : '#888'), 20)
        window.stopTicking = () => { clearInterval(tick); dot.remove() }`)
      const picture = await call('GET', '/screenshot')
      await run('window.stopTicking()')
      writeFileSync(join(shots, `${name}.png`), Buffer.from(picture, 'base64'))
    },
  }
}

/**
 * An act that gives false where the page was drawn anew while it looked: nothing was done to an element that is gone, not even
 * by a list of elements, which fails as a whole when one of them goes before the driver has it.
 */
const unlessStale = (act) => () =>
  act().catch((error) => {
    if (error.code === 'stale element reference') return false
    throw error
  })

/** The processes that a process started, and those that they started. */
function descendants(parent) {
  const children = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name) && Number(stat(name)[1]) === parent).map(Number)
  return [...children, ...children.flatMap(descendants)]
}

/** What the system says of a process, from its state on; nothing of one that ended meanwhile. */
function stat(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  } catch {
    return []
  }
}

/** When a process started, on the clock of the page. */
export function startOf(pid) {
  const booted = Date.now() - Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
  return booted + Number(stat(pid)[19]) * 10 // the system counts in hundredths of a second
}

/** Waits for a condition; what it waited for is the error. */
export async function until(what, condition, seconds = 30, every = 100) {
  const end = Date.now() + seconds * 1000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s: ${what}`)
    await pause(every)
  }
}
