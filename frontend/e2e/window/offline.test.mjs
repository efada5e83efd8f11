// The window does all of its work on a computer whose only network is itself, from its first start on.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../lib/program.mjs'

// A network of its own that holds nothing but the loopback, which the test itself needs to reach the window.
const alone = ['--user', '--map-root-user', '--net', '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

test('the sample is opened and promoted without a network', (t) => {
  if (spawnSync('unshare', [...alone, 'true']).status !== 0) {
    t.diagnostic('This system gives no network of its own; that the window talks to nobody is seen in its sockets alone.')
    return
  }
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const fetched = spawnSync('unshare', [...alone, process.execPath, '-e', `fetch('http://192.0.2.1/').then(() => process.exit(3))`], { env })
  assert.notEqual(fetched.status, 3, 'nothing is reached from there')
  const { status, stdout } = spawnSync('unshare', [...alone, process.execPath, join(root, 'frontend/e2e/window/promote.test.mjs')], { env, encoding: 'utf8' })
  assert.equal(status, 0, stdout)
})
