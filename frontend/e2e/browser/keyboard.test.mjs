// Each of the jobs from its start to its end with the keyboard alone, the focus in sight all the way.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open } from '../lib/browser.mjs'
import { contents, without } from '../lib/files.mjs'
import { Keyboard } from '../lib/keys.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { sample, shop } from '../lib/projects.mjs'

async function begin(t, make) {
  const dir = scratch(t)
  const at = make(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'QA' }).first().waitFor()
  const button = (name) => page.getByRole('button', { name })
  const link = (name) => page.getByRole('link', { name })
  const heading = (name) => page.getByRole('heading', { name, exact: true }).waitFor()
  return { dir, at, program, page, keys: new Keyboard(page), button, link, heading }
}

test('a promotion', async (t) => {
  const { at, keys, page, button, heading } = await begin(t, sample)
  const [development, qa] = [join(at, 'development'), join(at, 'qa')]
  const before = contents(qa)
  await keys.use(button('Promote Development to QA'))
  await keys.use(button('Next: Model'))
  await heading('Model')
  await keys.visible('going to the next step')
  await keys.use(button('Leave it out: stock_counts'))
  await keys.visible('an answer')
  await keys.use(page.getByRole('radio', { name: 'Accept the loss: products' }), 'Space')
  await keys.use(button('Next: Configuration'))
  await heading('Configuration')
  await untick(keys, page, 'settings/shop.json')
  await keys.use(button('Next: Review'))
  await heading('Review')
  assert.deepEqual(contents(qa), before)
  await keys.use(button('Snapshot and promote'))
  await heading('QA matches the plan')
  await keys.visible('the end of the run')
  assert.deepEqual(without(contents(qa), '.env', 'settings/shop.json', 'model.json'), without(contents(development), '.env', 'settings/shop.json', 'model.json'))
  for (const name of ['.env', 'settings/shop.json']) assert.equal(contents(qa)[name], before[name])
  await keys.use(button(/^Done$/))
  await button('Promote QA to Live').waitFor()
  await keys.visible('closing the wizard')
})

/** Unticks an item, in a tree by its arrows and in a list by Tab. */
async function untick(keys, page, name) {
  const tree = page.getByRole('tree')
  const box = page.locator(`[aria-label^=${JSON.stringify(`${name}, `)}]`).first()
  await box.waitFor()
  if ((await tree.count()) > 0) {
    await keys.enter(tree)
    await keys.arrow(tree, new RegExp(`(^|\\s)${name.split('/').at(-1).replace('.', '\\.')}(,|\\s)`))
    await keys.press('Space')
  } else await keys.use(box, 'Space')
  await page.locator(`input[type=checkbox][aria-label^=${JSON.stringify(`${name}, `)}]:not(:checked)`).first().waitFor()
}

test('a restore', async (t) => {
  const { dir, at, keys, page, button, link, heading } = await begin(t, (dir) => {
    const made = shop(dir, { development: { 'a.txt': 'new\n', 'b.txt': 'new\n' }, qa: { 'a.txt': 'old\n', 'b.txt': 'old\n' } })
    made.old = contents(made.qa)
    lockstep(dir, 'promote', 'Development', 'QA')
    return made
  })
  await keys.use(page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'QA' }))
  await keys.use(page.getByRole('navigation', { name: 'QA: parts' }).getByRole('link', { name: /^History/ }))
  const list = page.getByRole('listbox', { name: 'Snapshots of QA' })
  await keys.enter(list)
  await keys.press('End')
  await list.getByRole('option', { selected: true }).waitFor()
  await keys.use(button(/^Restore( before)?…$/))
  const dialog = page.getByRole('dialog', { name: 'Restore QA' })
  await dialog.waitFor()
  await keys.visible('asking for a restore')
  assert.notDeepEqual(contents(at.qa), at.old)
  await keys.use(dialog.getByRole('button', { name: 'Snapshot and restore' }))
  await heading('QA matches the plan')
  assert.deepEqual(contents(at.qa), at.old)
  assert.equal(lockstep(dir, 'run', 'list').runs[0].status, 'done')
  await keys.use(button(/^Done$/))
  await link('Overview').waitFor()
})

test('a comparison', async (t) => {
  const { keys, page, button, link } = await begin(t, sample)
  await link(/13 differ between Development and QA/).waitFor()
  await keys.use(link(/13 differ between Development and QA/))
  const tree = page.getByRole('tree')
  await keys.enter(tree)
  await keys.press('Home')
  await keys.arrow(tree, /^mail\.json, changed/)
  await keys.press('Enter')
  await page.getByRole('heading', { name: /mail\.json/ }).or(page.locator('[aria-label*="mail.json"]')).first().waitFor()
  const added = await page.getByRole('treeitem', { name: /, added$/ }).count()
  await keys.use(button('Swap sides'))
  await page.getByRole('treeitem', { name: /, removed$/ }).first().waitFor()
  await keys.visible('swapping the sides')
  assert.equal(await page.getByRole('treeitem', { name: /, removed$/ }).count(), added)
})

test('an export', async (t) => {
  const { dir, keys, program, page, button, link } = await begin(t, (dir) => {
    const made = sample(dir)
    lockstep(dir, 'snapshot', 'take', 'QA', '-m', 'Before the release')
    return made
  })
  const zip = join(dir, 'qa.zip')
  await program.answer('save', zip)
  await keys.use(link('Archive'))
  await page.getByRole('heading', { name: 'Archive' }).waitFor()
  await keys.reach(page.getByLabel('Environment').first())
  await keys.press('Q')
  await keys.use(button(/^Export/))
  await page.getByText(/Exported to/).first().waitFor()
  await keys.visible('an export')
  assert.equal(readFileSync(zip).subarray(0, 2).toString(), 'PK')
})
