// How soon the real window shows what is known of a large project, and that it needs no network for it.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { large } from '../lib/large.mjs'
import { Report, median } from '../lib/measure.mjs'
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
