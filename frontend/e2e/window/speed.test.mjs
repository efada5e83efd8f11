// How soon the real window shows what is known of a large project, and that it needs no network for it.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { desktop } from '../lib/desktop.mjs'
import { large } from '../lib/large.mjs'
import { Report, first, firstContent, longestFrame, median } from '../lib/measure.mjs'
import { environment, root, scratch } from '../lib/program.mjs'
import { drive, startOf, until } from '../lib/webdriver.mjs'

const binary = join(root, 'build/bin/lockstep-window')
const report = new Report('speed-window')

/** When something holds in the page, on the page's own clock; the driver is asked again and again. */
async function when(window, condition) {
  let at = null
  await until(condition, async () => {
    at = await window.run(`return (${condition}) ? performance.timeOrigin + performance.now() : null`)
    return at !== null
  }, 60, 10)
  return at
}

test('the window of a project with 2,000 items and 1,000 snapshots', async (t) => {
  const dir = scratch(t)
  large(dir)
  const painted = []
  const stages = []
  const counts = []
  for (let round = 0; round < 4; round++) {
    await t.test(`start ${round + 1}`, async (t) => {
      const window = await drive(t, binary, [], environment(dir))
      const [program] = window.processes()
      const began = startOf(program)
      stages.push(await when(window, `document.querySelector('main [aria-label="Live"]') !== null`) - began)
      counts.push(await when(window, `/differ/.test(document.body.innerText)`) - began)
      painted.push(await window.run(`return performance.timeOrigin + (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN)`) - began)
      assert.deepEqual(addresses(window.processes()), [], 'the program talks to nobody')
      const asked = await window.run(`return performance.getEntriesByType('resource').map((one) => new URL(one.name).protocol)`)
      assert.deepEqual(asked.filter((protocol) => !['wails:', 'data:'].includes(protocol)), [])
      const all = window.processes()
      window.end()
      await until('all of the program has ended', () => all.every((pid) => !existsSync(`/proc/${pid}`)))
    })
  }
  // The first start reads the folders into the system's memory.
  report.add(t, 'From the start of the program to its first paint', Math.round(median(painted.slice(1))), 1000)
  report.add(t, 'From the start of the program to the stages', Math.round(median(stages.slice(1))), 1000)
  report.add(t, 'From the start of the program to what differs', Math.round(median(counts.slice(1))), 1000)
})

test('what is clicked, scrolled and typed in that window', async (t) => {
  const dir = scratch(t)
  large(dir)
  const window = await drive(t, binary, [], environment(dir))
  await until('all is read', () => window.evaluate(`(${first.stages})()`))
  const { keys, type, hover, wheel } = desktop()

  /** The milliseconds from a click until what is asked for is there: the first time and the median of those after it. */
  const opened = async (open, there, argument) => {
    const times = []
    for (let round = 0; round < 4; round++) times.push(Math.round(await open(there, argument)))
    return [times[0], median(times.slice(1))]
  }
  const click = (name) => (there, argument) => firstContent(window, () => window.click('link', name), there, argument)
  const after = (before, open) => async (...asked) => {
    await before()
    return open(...asked)
  }
  const overview = async () => {
    await window.click('link', 'Overview')
    await until('all is read', () => window.evaluate(`(${first.stages})()`))
  }
  /** What moves by an act is told by an expression. */
  const smooth = async (t, what, moves, act) => {
    const worst = []
    for (let round = 0; round < 3; round++) {
      const before = await window.evaluate(moves)
      worst.push(await longestFrame(window, () => act(round)))
      assert.notDeepEqual(await window.evaluate(moves), before, `${what}: it moves`)
    }
    report.add(t, `${what}, the longest time without a frame`, Math.round(median(worst)), 50)
  }

  const chosen = `document.querySelector('[aria-selected=true]')?.id || document.querySelector('[aria-selected=true]')?.title`
  const searched = `document.querySelector('main input[type=search]').value`

  await t.test('the overview', async (t) => {
    const times = await opened(after(() => window.click('link', 'Settings'), click('Overview')), first.stages)
    report.add(t, 'The overview after a click', times[1], 200)
  })

  await t.test('the history', async (t) => {
    await window.click('link', /^Live/)
    const [once, again] = await opened(after(() => window.click('link', /^Status/), click(/^History/)), first.snapshots)
    report.add(t, 'The first history after a click', once, 200)
    report.add(t, 'A history after a click', again, 200)
    await window.run(`document.querySelector('[role=listbox]').focus()`)
    await smooth(t, 'Going down a history', chosen, async () => keys(...Array(20).fill('Down')))
    await hover(window, '[role=listbox]')
    await smooth(t, 'Scrolling a history', `document.querySelector('[role=listbox]').scrollTop`, async (round) => wheel(round % 2 ? -40 : 40))
    await window.run(`document.querySelector('main input[type=search]').focus()`)
    await smooth(t, 'Searching a history', searched, async () => type('release '))
  })

  await t.test('a comparison', async (t) => {
    const [once, again] = await opened(after(overview, click(/differ between Development and QA/)), first.differences)
    report.add(t, 'The first comparison after a click', once, 200)
    report.add(t, 'A comparison after a click', again, 200)
    await window.run(`document.activeElement.blur()`)
    await smooth(t, 'Going through the differences', chosen, async () => keys(...Array(10).fill('j'), ...Array(5).fill('k')))
    await hover(window, '[role=tree]')
    await smooth(t, 'Scrolling the tree of differences', `document.querySelector('[role=tree]').scrollTop`, async (round) => wheel(round % 2 ? -40 : 40))
    await window.run(`document.querySelector('main input[type=search]').focus()`)
    await smooth(t, 'Searching the differences', searched, async () => type('settings '))
  })

  await t.test('a text of 20,000 lines', async (t) => {
    await overview()
    await window.click('link', /differ between Development and QA/)
    const list = /price-list\.csv, changed/
    const small = /\.js, changed/
    const open = (name) => (there, argument) => firstContent(window, () => window.click('treeitem', name), there, argument)
    const [once, again] = await opened(after(() => open(small)(first.text, 'if \\(record\\.'), open(list)), first.text, 'A-\\d{6};')
    report.add(t, 'The first opening of a text of 20,000 lines', once, 300)
    report.add(t, 'Opening a text of 20,000 lines', again, 300)
    const pane = 'main .scroll:has(> .columns)'
    await hover(window, pane)
    await smooth(t, 'Scrolling a text of 20,000 lines', `document.querySelector('${pane}').scrollTop`, async (round) => wheel(round % 2 ? -80 : 80))
  })
})

/** The addresses outside of this computer that processes are connected to. */
function addresses(pids) {
  const sockets = new Set(pids.flatMap((pid) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
    } catch {
      return [] // it ended meanwhile, or closed what it had open
    }
  }).map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]))
  const here = /^(0100007F|0{8}|0{32}|0{24}01000000):/
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote, , , , , , , inode]) => sockets.has(inode) && !here.test(remote))
    .map(([, , remote]) => remote)
}
