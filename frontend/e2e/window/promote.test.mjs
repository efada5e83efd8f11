// The real window: it opens the sample, promotes, and leaves its picture. One home has one window.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { contents, model, without } from '../lib/files.mjs'
import { environment, lockstep, root, scratch } from '../lib/program.mjs'
import { sampleRules } from '../lib/projects.mjs'
import { drive, until } from '../lib/webdriver.mjs'

const binary = join(root, 'build/bin/lockstep-window')

test('the window opens the sample and promotes Development to QA', async (t) => {
  const dir = scratch(t)
  const env = environment(dir)
  const window = await drive(t, binary, [], env)
  assert.match(await window.title(), /Lockstep$/)
  await window.click('button', /^Open the sample project/)
  const shop = join(dir, 'Lockstep sample')
  const before = () => contents(join(shop, 'qa'))
  await window.see(/\d+ differ/)
  await window.call('SetRules', 'Northwind', sampleRules)
  await window.see(/13 differ/)
  const qaBefore = before()
  await window.shot('window-overview')

  await window.click('button', 'Promote Development to QA')
  await window.click('button', 'Next: Model')
  await window.click('button', 'Leave it out: stock_counts')
  await window.click('radio', 'Accept the loss: products')
  await window.click('button', 'Next: Configuration')
  await window.click('treeitem', /welcome/)
  await window.type('tree', 'Changes', ' ')
  await window.see(/7 of 8 items/)
  await window.click('button', 'Next: Review')
  await window.click('button', 'Snapshot and promote')
  await window.see(/QA matches the plan/)
  await window.shot('window-promoted')

  const own = ['.env', 'templates/welcome.txt']
  const [development, qa] = [contents(join(shop, 'development')), contents(join(shop, 'qa'))]
  assert.deepEqual(without(qa, ...own, 'model.json'), without(development, ...own, 'model.json'))
  for (const name of own) assert.equal(qa[name], qaBefore[name])
  const wanted = model(join(shop, 'development'))
  delete wanted.stock_counts
  assert.deepEqual(model(join(shop, 'qa')), wanted)

  await t.test('the command line sees the run while the window is open', () => {
    const [run] = lockstep(dir, 'run', 'list').runs
    assert.equal(run.status, 'done')
    assert.equal(run.target, 'Northwind/QA')
  })

  await t.test('a failed call is an Error with a code and a sentence', async () => {
    const told = await window.call('Look', 'Nowhere').then(() => 'no error', JSON.parse)
    assert.equal(told.code, 'not-found')
    assert.match(told.message, /Nowhere/)
  })

  await t.test('a second start brings the window to the front, and hands it its archive', async () => {
    lockstep(dir, 'export', 'QA@latest', '-o', join(dir, 'qa.zip'))
    const second = spawnSync(binary, [join(dir, 'qa.zip')], { env, encoding: 'utf8', timeout: 30_000 })
    assert.equal(second.status, 0, second.stderr)
    assert.match(second.stdout, /is open already/)
    await until('the window shows the archive', async () => /#\/archive/.test(await window.run('return location.hash')))
  })

  await t.test('SIGTERM ends it, and its size is kept', async () => {
    await window.end()
    await until('the window has let go of its home', () => !existsSync(join(dir, 'catalog/window.sock')))
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(join(dir, 'catalog/window.json'), 'utf8'))), ['width', 'height', 'maximised'])
  })
})

test('an archive that is handed over while the page still loads is shown', async (t) => {
  const dir = scratch(t)
  const env = environment(dir)
  const zip = join(dir, 'qa.zip')
  lockstep(dir, 'sample', join(dir, 'shop'))
  lockstep(dir, 'snapshot', 'take', 'QA')
  lockstep(dir, 'export', 'QA@latest', '-o', zip)
  const starting = drive(t, binary, [], env)
  await until('the home has its window', () => existsSync(join(dir, 'catalog/window.sock')), 30, 5)
  const second = spawnSync(binary, [zip], { env, encoding: 'utf8', timeout: 30_000 })
  assert.equal(second.status, 0, second.stderr)
  const window = await starting
  await window.see(/qa\.zip/)
  await window.see(/Every file verified/)
  window.end()
})

test('without a display it says so', (t) => {
  const env = environment(scratch(t))
  delete env.DISPLAY
  const { status, stderr } = spawnSync(binary, [], { env, encoding: 'utf8', timeout: 30_000 })
  assert.equal(status, 1)
  assert.match(stderr, /There is no display/)
})

test('on a display that is dead it says so', (t) => {
  const env = { ...environment(scratch(t)), DISPLAY: ':987' }
  const { status, stderr } = spawnSync(binary, [], { env, encoding: 'utf8', timeout: 30_000 })
  assert.equal(status, 1)
  assert.match(stderr, /The window cannot be opened/)
})

test('with arguments it is the command line', (t) => {
  const env = environment(scratch(t))
  delete env.DISPLAY
  const { status, stdout } = spawnSync(binary, ['sample', join(env.HOME, 'shop')], { env, encoding: 'utf8', timeout: 30_000 })
  assert.equal(status, 0)
  assert.match(stdout, /Northwind/)
})
