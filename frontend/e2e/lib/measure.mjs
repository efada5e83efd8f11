// Measures in the page: how long until something is there, and what blocks it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shots } from './program.mjs'
import { until } from './webdriver.mjs'

/** In the page: waits for a click or a key press, and then until something holds and has been painted. */
function watch(there, given) {
  window.measured = new Promise((resolve, reject) => {
    const began = performance.now()
    let pressed = 0
    const press = (event) => {
      pressed ||= event.timeStamp
    }
    window.addEventListener('pointerdown', press, { capture: true, once: true })
    window.addEventListener('keydown', press, { capture: true, once: true })
    // Each frame is asked, since some of what is drawn lies in a shadow that no observer of the document sees.
    const look = () => {
      if (performance.now() - began > 60_000) reject(new Error(`a minute later it is not there: ${there} ${given ?? ''}`))
      else if (pressed === 0 || !there(given)) requestAnimationFrame(look)
      else requestAnimationFrame(() => resolve(performance.now() - pressed))
    }
    requestAnimationFrame(look)
  })
}

/**
 * The milliseconds from the next click or key press until `there` holds and has been painted, in the browser or in the
 * window. `act` makes that press; `there` is asked in the page at every frame.
 */
export async function firstContent(page, act, there, argument = null) {
  await page.evaluate(`void (${watch})(${there}, ${JSON.stringify(argument)})`)
  await act()
  return page.evaluate('window.measured')
}

/** What the first content of a screen is: the real thing, not its frame. */
export const first = {
  stages: () => document.querySelector('main [aria-label="Live"]') !== null && document.querySelector('main [aria-busy=true]') === null,
  snapshots: () => document.querySelectorAll('[role=listbox] [role=option]').length > 5,
  differences: () => document.querySelector('[role=tree] [role=treeitem]') !== null,
  text: (pattern) => {
    const shadows = [...document.querySelectorAll('main div')].map((element) => element.shadowRoot?.textContent ?? '')
    return new RegExp(pattern).test(document.querySelector('main').textContent + shadows.join(''))
  },
}

/** The milliseconds of the longest time without a frame while `act` was done: WebKit tells of no long tasks. */
export async function longestFrame(page, act) {
  await page.evaluate(`void (() => {
    let before = performance.now()
    window.longest = 0
    window.frames = true
    const frame = (now) => {
      window.longest = Math.max(window.longest, now - before)
      before = now
      if (window.frames) requestAnimationFrame(frame)
    }
    requestAnimationFrame((now) => {
      before = now
      requestAnimationFrame(frame)
    })
  })()`)
  await act()
  return page.evaluate(`new Promise((resolve) => setTimeout(() => {
    window.frames = false
    requestAnimationFrame(() => resolve(window.longest))
  }, 300))`)
}

/** What blocked the page for 50 ms and more while `act` was done: the milliseconds of each task. */
export async function blocking(page, act) {
  await page.evaluate(() => {
    window.tasks = []
    window.taskWatcher?.disconnect()
    window.taskWatcher = new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((one) => Math.round(one.duration))))
    window.taskWatcher.observe({ type: 'longtask' })
  })
  await act()
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  return page.evaluate(() => window.tasks)
}

/** The milliseconds of a fixed piece of work of the kind that pages do: what this machine is worth just now. */
export async function calibrate(page) {
  return page.evaluate(() => {
    const times = []
    for (let round = 0; round < 7; round++) {
      const began = performance.now()
      const box = document.createElement('div')
      for (let n = 0; n < 1500; n++) {
        const row = document.createElement('p')
        row.textContent = `row ${n} of a list that is laid out once`
        box.append(row)
      }
      document.body.append(box)
      box.getBoundingClientRect()
      box.remove()
      times.push(performance.now() - began)
    }
    return Math.min(...times)
  })
}

/** Watches the page's calls; what it gives resolves once none is under way. */
export function calls(page) {
  const under = new Set()
  page.on('request', (request) => new URL(request.url()).pathname === '/__call' && under.add(request))
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => under.delete(request))
  return () => until('no call is under way', () => under.size === 0)
}

/** How much memory the page holds once what nobody needs is collected. */
export async function heap(page) {
  const session = await page.context().newCDPSession(page)
  try {
    await page.evaluate(() => performance.clearResourceTimings())
    for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    const { nodes } = await session.send('Memory.getDOMCounters')
    return { bytes: usedSize, nodes }
  } finally {
    await session.detach()
  }
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** Figures beside their budgets, for the test run's report and for a file. Nothing is asserted of them. */
export class Report {
  #lines = []

  constructor(name) {
    this.name = name
  }

  /** Notes a figure and says so in the report. */
  add(t, what, figure, budget, unit = 'ms') {
    const verdict = figure <= budget ? 'within' : 'over'
    this.#lines.push({ what, figure, budget, unit, verdict })
    t.diagnostic(`${what}: ${figure} ${unit} (budget ${budget} ${unit}, ${verdict})`)
    writeFileSync(join(shots, `${this.name}.json`), JSON.stringify(this.#lines, null, 2))
  }
}
