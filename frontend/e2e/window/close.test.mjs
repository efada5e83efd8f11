// The window is closed while a run is under way: it asks, and what was answered is done. The run is held at a gate, so
// that it is under way for as long as the test looks.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { contents, without } from '../lib/files.mjs'
import { environment, lockstep, root, scratch } from '../lib/program.mjs'
import { drive, until } from '../lib/webdriver.mjs'
import { gated } from '../lib/worlds.mjs'

const binary = join(root, 'build/bin/lockstep-window')
const shown = () => spawnSync('xdotool', ['search', '--onlyvisible', '--name', 'Lockstep$'], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean)

/** A window with a run under way, asked to close by the key of its menu. */
async function closing(t) {
  const dir = scratch(t)
  const { at, gate } = gated(dir)
  const before = contents(at.qa)
  const window = await drive(t, binary, [], environment(dir))
  await window.click('button', 'Promote Development to QA')
  for (const step of ['Next: Model', 'Next: Configuration', 'Next: Review', 'Snapshot and promote']) await window.click('button', step)
  const pass = await gate.reached()
  execFileSync('xdotool', ['windowfocus', '--sync', shown()[0]])
  execFileSync('xdotool', ['key', 'ctrl+q'])
  await window.see(/A run is under way on QA/)
  // The driver waits for a frame after each click, and a hidden window draws none.
  const background = () => window.run(`setTimeout(() => document.querySelector('dialog button[type=submit]').click())`)
  const processes = window.processes()
  const ended = () => until('the program has ended', () => processes.every((pid) => !existsSync(`/proc/${pid}`)))
  const run = () => lockstep(dir, 'run', 'show', '1').run
  return { at, before, gate, pass, window, background, ended, run }
}

test('kept open, the run goes on and the window with it', async (t) => {
  const { at, gate, pass, window, run } = await closing(t)
  await window.click('button', 'Keep open')
  assert.equal(run().status, 'running')
  gate.remove()
  await pass()
  await window.see(/QA matches the plan/)
  assert.deepEqual(without(contents(at.qa), 'own.txt'), contents(at.development))
  window.end()
})

test('in the background the run goes on, and the program ends with it', async (t) => {
  const { at, gate, pass, background, ended, run } = await closing(t)
  await background()
  await until('the window is hidden', () => shown().length === 0)
  assert.equal(run().status, 'running')
  gate.remove()
  await pass()
  await ended()
  assert.equal(run().status, 'done')
  assert.deepEqual(without(contents(at.qa), 'own.txt'), contents(at.development))
})

test('a run that does not end well brings the window back', async (t) => {
  const { at, gate, pass, window, background, run } = await closing(t)
  await background()
  await until('the window is hidden', () => shown().length === 0)
  execFileSync('sh', ['-c', 'echo meddled > "$1"', 'sh', join(at.qa, 'a.txt')]) // what is read back is not what was written
  gate.remove()
  await pass()
  await until('the window is there again', () => shown().length === 1)
  await window.see(/QA does not match the plan|QA waits for an answer/)
  assert.equal(run().status, 'diverged')
  window.end()
})

test('stopped and undone, every byte is as before when the program ends', async (t) => {
  const { at, before, gate, pass, window, ended, run } = await closing(t)
  gate.remove() // for the undo, which passes there too
  await window.click('button', 'Undo and close')
  await ended()
  await pass()
  assert.equal(run().status, 'undone')
  assert.deepEqual(contents(at.qa), before)
})
