// The projects that the places are shown with.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeGate } from './gate.mjs'
import { lockstep } from './program.mjs'
import { modelText, sample, shop, write } from './projects.mjs'

/** The sample with a past: a snapshot with a note, a promotion, and something that drifted. */
export function sampleWithPast(dir) {
  const at = sample(dir)
  lockstep(dir, 'snapshot', 'take', 'QA', '-m', 'Before the autumn release')
  lockstep(dir, 'promote', 'Development', 'QA', '--except', 'object/stock_counts', '--accept-loss', '-m', 'Autumn release')
  lockstep(dir, 'snapshot', 'take', 'Live', '-m', 'As handed over')
  lockstep(dir, 'snapshot', 'pin', 'QA@1')
  write(join(at, 'qa'), { 'settings/tax.json': '{"rate": 0.19}\n' })
  write(join(at, 'development'), { 'assets/logo.bin': 'PNG\u0000\u0001\u0002 light' })
  write(join(at, 'live'), { 'assets/logo.bin': 'PNG\u0000\u0001\u0002 dark' })
  const archive = join(dir, 'qa.zip')
  lockstep(dir, 'export', 'QA@1', '-o', archive)
  const odd = join(dir, 'holiday.zip')
  write(dir, { 'holiday.zip': 'not a zip at all' })
  return { at, archive, odd }
}

/** The sample as it is made. */
export const plainSample = (dir) => ({ at: sample(dir) })

/** A pipeline whose stages are each in another state. */
export function pipeline(dir) {
  const files = { 'a.txt': 'one\n', 'b/b.json': '{"b": 1}\n', 'model.json': modelText({ boats: { name: 'string' } }) }
  const at = shop(dir, { development: files, qa: { 'a.txt': 'zero\n' } })
  lockstep(dir, 'promote', 'Development', 'QA') // the two are in step
  const add = (name, role, after) => {
    const path = join(dir, 'shop', name.toLowerCase())
    mkdirSync(path)
    lockstep(dir, 'env', 'add', name, '--project', 'Shop', '--role', role, '--after', after, '--kind', 'folder', '--set', `path=${path}`)
    return path
  }
  const staging = add('Staging', 'test', 'QA')
  lockstep(dir, 'promote', 'QA', 'Staging')
  write(staging, { 'a.txt': 'changed outside\n', 'hotfix.txt': 'only here\n' })
  rmSync(add('Preview', 'test', 'QA'), { recursive: true }) // it cannot be reached
  write(add('Live', 'live', 'Staging'), { 'a.txt': 'old\n', 'own.txt': 'only on live\n' })
  return { at }
}

/** Two environments that both changed the same items since they last were alike. */
export function conflict(dir) {
  const files = { 'mail.txt': 'mail 1\n', 'tax.txt': 'tax 1\n', 'menu.txt': 'menu 1\n', 'hot.txt': 'hot 1\n' }
  const at = shop(dir, { development: files, qa: { 'mail.txt': 'mail 0\n' } })
  lockstep(dir, 'promote', 'Development', 'QA')
  write(at.development, { 'mail.txt': 'mail of Development\n', 'tax.txt': 'tax of Development\n', 'menu.txt': 'menu 2\n' })
  write(at.qa, { 'mail.txt': 'mail of QA\n', 'tax.txt': 'tax of QA\n', 'hot.txt': 'hot fixed\n', 'block.txt': 'no bots\n' })
  return { at }
}

/** Two environments with a gate at which a run is held as soon as all is written. */
export function gated(dir) {
  const gate = makeGate(dir)
  const at = shop(dir, {
    development: { 'a.txt': 'new\n', 'b.txt': 'added\n', 'model.json': modelText({ boats: { name: 'string' } }) },
    qa: { 'a.txt': 'old\n', 'own.txt': 'stays\n' },
    settings: { clear_cache: gate.command, cache_name: 'Reload the shop' },
  })
  return { at, gate }
}
