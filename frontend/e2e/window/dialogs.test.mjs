// The system's own file dialogs, in the real window: an archive is saved through one and opened through another.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { environment, lockstep, root, scratch } from '../lib/program.mjs'
import { drive, until } from '../lib/webdriver.mjs'

/** answer waits for the dialog of a title, gives it the keyboard, and types. */
async function answer(title, ...strokes) {
  const find = ['search', '--onlyvisible', '--name', `^${title}$`]
  await until(`the dialog ${title}`, () => spawnSync('xdotool', find).status === 0)
  execFileSync('xdotool', [...find, 'windowfocus', '--sync'])
  for (const stroke of strokes) execFileSync('xdotool', stroke)
}

test('an archive is exported and opened through the dialogs of the system', async (t) => {
  const dir = scratch(t)
  const file = join(dir, 'out.zip')
  lockstep(dir, 'sample', join(dir, 'shop'))
  lockstep(dir, 'snapshot', 'take', 'QA')
  const window = await drive(t, join(root, 'build/bin/lockstep-window'), [], environment(dir))
  await window.run('location.hash = "#/archive"')
  await window.see(/24 items/)
  await window.click('button', 'Export to file…')
  await answer('Export', ['key', 'ctrl+a'], ['type', '--delay', '20', file], ['key', 'Return'])
  await until('the archive is written', () => existsSync(file))
  await window.click('button', 'Choose file…')
  // A slash opens the dialog's line for a path; Tab ends its proposals, which would take Return for themselves.
  await answer('Open an archive', ['key', 'slash'], ['type', '--delay', '20', file.slice(1)], ['key', 'Tab'], ['key', 'Return'])
  await window.see(/Every file verified/)
  await window.end()
})
