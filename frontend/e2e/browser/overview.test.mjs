// The pipeline and what is on its way: five stages, a tree, drift and its answers, a stage that is away, and the keys.
import assert from 'node:assert/strict'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { unwatched, write } from '../lib/projects.mjs'
import { RestoreDialog, Wizard } from '../lib/screens.mjs'

/** The project Fleet: [name, role, upstream, files] an environment. Gives their folders by name. */
function fleet(dir, environments) {
  lockstep(dir, 'project', 'add', 'Fleet')
  const at = {}
  for (const [name, role, after, files] of environments) {
    at[name] = join(dir, 'fleet', name)
    write(at[name], files)
    const upstream = after === '' ? [] : ['--after', after]
    lockstep(dir, 'env', 'add', name, '--project', 'Fleet', '--role', role, ...upstream, '--kind', 'folder', '--set', `path=${at[name]}`)
  }
  return at
}

/** Five stages in a row, all alike and with snapshots, and then each a step behind the one before. */
function row(dir) {
  const names = ['Development', 'QA', 'Integration', 'Staging', 'Live']
  const roles = ['development', 'test', 'test', 'test', 'live']
  const files = { 'a.txt': '1\n', 'b.txt': '1\n', 'old.txt': 'text\n', 'templates/c.html': '<p>1</p>\n' }
  const at = fleet(dir, names.map((name, n) => [name, roles[n], names[n - 1] ?? '', files]))
  lockstep(dir, 'env', 'edit', 'Live', '--allow-writing')
  const promote = (text, to) => {
    write(at.Development, text)
    for (let n = 1; n <= to; n++) {
      lockstep(dir, 'promote', names[n - 1], names[n], '-m', 'Autumn', ...(names[n] === 'Live' ? ['--confirm', 'Live'] : []))
    }
  }
  promote({ 'a.txt': '2\n' }, 4)
  promote({ 'a.txt': '3\n', 'far.txt': 'new\n' }, 3)
  promote({ 'a.txt': '4\n' }, 1)
  write(at.Development, { 'near.txt': 'new\n' })
  return at
}

const bars = (page) => page.locator('.flow li')
const bar = (page, name) => bars(page).filter({ hasText: name })

/** The stages that a bar covers, by their place: its left edge is one card's, its right edge another's. */
async function covers(page, link) {
  const edge = async (locator) => {
    const { x, width } = await locator.boundingBox()
    return [Math.round(x), Math.round(x + width)]
  }
  const [left, right] = await edge(link)
  const cards = await page.locator('[data-stage]').all()
  const edges = await Promise.all(cards.map(edge))
  return [edges.findIndex(([x]) => Math.abs(x - left) <= 1), edges.findIndex(([, x]) => Math.abs(x - right) <= 1)]
}

test('each bar ends under the stage that its version has reached, in five stages that scroll sideways', async (t) => {
  const dir = scratch(t)
  row(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByText('3 items. Each bar shows how far an item has come.').waitFor()
  await page.getByRole('link', { name: '1 differs between Development and QA' }).waitFor()
  await shot(page, 'overview-five')

  assert.deepEqual(await covers(page, bar(page, 'far.txt').getByRole('link')), [0, 3])
  assert.deepEqual(await covers(page, bar(page, 'near.txt').getByRole('link')), [0, 0])
  const versions = bar(page, 'a.txt').getByRole('link')
  assert.equal(await versions.count(), 2, 'the newest version, and the older one that has come farther')
  assert.deepEqual(await covers(page, versions.first()), [0, 1])
  assert.deepEqual(await covers(page, versions.last()), [2, 3])
  assert.equal(await page.getByRole('button', { name: 'Promote Integration to Staging' }).count(), 0, 'these are in step')
  assert.equal(await page.getByText('In step').count(), 1)

  const wide = await page.locator('.page').evaluate((pane) => [pane.scrollWidth > pane.clientWidth, document.documentElement.scrollWidth <= innerWidth])
  assert.deepEqual(wide, [true, true], 'the pipeline scrolls, the window does not')
  await page.keyboard.press('5')
  await page.locator('[data-stage="Fleet/Live"] h2 a:focus').waitFor()
  const live = await page.locator('[data-stage="Fleet/Live"]').boundingBox()
  assert.ok(live.x + live.width <= 1280, 'a stage that is gone to is scrolled into sight')
  assert.deepEqual(await covers(page, bar(page, 'far.txt').getByRole('link')), [0, 3], 'the bars are scrolled with the cards')

  await bar(page, 'far.txt').getByRole('link').press('Enter')
  await page.getByRole('treeitem', { name: 'far.txt, added' }).and(page.locator('[aria-selected=true], [aria-current=true]')).first().waitFor()
})

test('the keys go from stage to stage, compare, check and promote', async (t) => {
  const dir = scratch(t)
  row(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByText('Each bar shows').waitFor()
  const focused = (name) => page.locator(`[data-stage="Fleet/${name}"] h2 a:focus`).waitFor()
  await page.keyboard.press('2')
  await focused('QA')
  await page.keyboard.press('ArrowRight')
  await focused('Integration')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await focused('Development')
  await page.keyboard.press('p')
  await page.getByRole('button', { name: /^Next: / }).waitFor()
  assert.match(page.url(), /wizard/)
  await page.goBack()
  await page.getByText('Each bar shows').waitFor()
  await page.keyboard.press('2')
  await focused('QA')
  await page.keyboard.press('c')
  await page.getByText('Item 1 of 1').waitFor()
  await page.getByRole('button', { name: /^Left QA, now/ }).waitFor()
})

test('a tree shows the way to each of its ends, and roots of their own', async (t) => {
  const dir = scratch(t)
  const files = { 'a.txt': '1\n' }
  fleet(dir, [
    ['Development', 'development', '', { 'a.txt': '2\n', 'b.txt': 'new\n' }],
    ['QA', 'test', 'Development', { 'a.txt': '2\n' }],
    ['Live EU', 'live', 'QA', { 'a.txt': '2\n' }],
    ['Live US', 'live', 'QA', { ...files, 'hotfix.txt': 'only here\n' }],
    ['Lab', 'development', '', files],
    ['Demo', 'test', 'Lab', files],
  ])
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByText('1 item. Each bar shows how far an item has come.').waitFor()
  await page.getByRole('heading', { name: 'On the way to Live EU' }).waitFor()
  assert.equal(await bars(page).count(), 1)
  await page.locator('label', { hasText: 'Live US' }).click()
  await page.getByRole('heading', { name: 'On the way to Live US' }).waitFor()
  await page.getByText('2 items. Each bar').waitFor()
  assert.equal(await bar(page, 'hotfix.txt').count(), 0, 'what only the end has is on no way')
  await page.getByRole('link', { name: '1 only on Live US' }).waitFor()
  await shot(page, 'overview-tree')
  await page.locator('label', { hasText: 'Demo' }).click()
  await page.getByText('Everything on Lab is on Demo.').waitFor()
  await page.getByRole('region', { name: 'QA' }).getByRole('link', { name: 'QA' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.locator('[data-stage="Fleet/Live US"] h2 a:focus').waitFor()
})

test('drift is told where it is, and has three answers', async (t) => {
  const dir = scratch(t)
  const at = row(dir)
  const kept = contents(at.Staging)
  const drift = () => write(at.Staging, { 'b.txt': 'by hand\n' })
  drift()
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByText('Staging drifted.').waitFor()
  await page.locator('.flow a[data-drift]').filter({ hasText: 'b.txt' }).waitFor()
  assert.deepEqual(await covers(page, page.locator('.flow a[data-drift]')), [3, 3])
  assert.equal(await page.getByText('Development drifted.').count(), 0, 'Development is edited in place')
  await shot(page, 'overview-drift')
  await page.getByRole('button', { name: 'Answer the drift of Staging' }).click()
  assert.deepEqual(await page.getByRole('menuitem').allInnerTexts(), ['Review drift', 'Keep it', 'Put it back…', 'Bring it to Development…'])
  await shot(page, 'overview-drift-answers')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Review drift of Staging' }).click()
  await page.getByText('Item 1 of 1').waitFor()

  const card = page.getByRole('region', { name: 'Drift' })
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'Staging' }).click()
  await card.getByText('1 item changed outside Lockstep.').waitFor()
  await shot(page, 'environment-drift')

  await t.test('put it back: the last snapshot is restored', async () => {
    await card.getByRole('button', { name: 'Put it back…' }).click()
    const restore = new RestoreDialog(page, 'Staging')
    await restore.changes(1)
    await restore.start()
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    assert.deepEqual(contents(at.Staging), kept)
  })

  await t.test('keep it: a snapshot makes it what is expected', async () => {
    drift()
    await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'Staging' }).click()
    await page.getByRole('button', { name: 'Check now' }).click()
    await card.getByRole('button', { name: 'Keep it on Staging' }).click()
    await card.getByText(/^Unchanged since Lockstep read it/).waitFor()
    assert.equal(readFileSync(join(at.Staging, 'b.txt'), 'utf8'), 'by hand\n')
  })

  await t.test('bring it to where changes begin: the wizard opens in that direction, with the drifted item alone', async () => {
    write(at.Staging, { 'b.txt': 'again\n' })
    await card.getByRole('button', { name: 'Bring it to Development…' }).click() // it was noticed
    const wizard = new Wizard(page)
    await wizard.next('Configuration')
    assert.equal(await wizard.ticked('b.txt'), true)
    await wizard.next('Review')
    await wizard.start('promote', 'Development matches the plan')
    assert.equal(readFileSync(join(at.Development, 'b.txt'), 'utf8'), 'again\n')
  })
})

test('what does not answer is shown as it was, and nothing else changes', async (t) => {
  const dir = scratch(t)
  const at = row(dir)
  unwatched(dir, 'QA')
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByText('Each bar shows').waitFor()
  const card = page.getByRole('region', { name: 'QA', exact: true })
  await card.getByText(/^Unchanged since Lockstep read it/).waitFor()
  const before = await bars(page).allInnerTexts()
  cpSync(at.QA, join(dir, 'aside'), { recursive: true })
  rmSync(at.QA, { recursive: true })
  await page.keyboard.press('r')
  await card.getByText(/^Last seen \d\d:\d\d, 5 items$/).waitFor()
  await page.getByText(/QA is told as it was read at \d\d:\d\d\./).waitFor()
  assert.deepEqual(await bars(page).allInnerTexts(), before)
  assert.ok(await page.getByRole('button', { name: 'Promote Development to QA' }).isDisabled())
  await page.getByRole('region', { name: 'Live' }).getByText(/^Unchanged/).waitFor()
  await shot(page, 'overview-away')
  cpSync(join(dir, 'aside'), at.QA, { recursive: true })
  await card.getByRole('button', { name: 'Try again: QA' }).click()
  await card.getByText(/^Unchanged since Lockstep read it/).waitFor()
})

test('a start shows the last snapshots at once, before any environment is read', async (t) => {
  const dir = scratch(t)
  const at = row(dir)
  for (const folder of Object.values(at)) rmSync(folder, { recursive: true })
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByText('Each bar shows').waitFor()
  await page.getByRole('region', { name: 'Staging' }).getByText(/^Last seen today at/).waitFor()
  assert.equal(await bar(page, 'far.txt').count(), 1)
})

test('what was typed into a connection is kept while one looks elsewhere, and saved only when told', async (t) => {
  const dir = scratch(t)
  const at = row(dir)
  cpSync(at.QA, join(dir, 'moved'), { recursive: true })
  const program = await start(t, dir)
  const page = await open(dir, program)
  const go = (name, tab) => page.getByRole('navigation', { name }).getByRole('link', { name: tab }).click()
  await go('Environments', 'QA')
  await go('QA: parts', 'Connection')
  const save = page.getByRole('button', { name: 'Save connection' })
  assert.ok(await save.isDisabled(), 'nothing is to be saved')
  await page.getByRole('textbox', { name: 'Folder' }).fill(join(dir, 'nowhere'))
  await page.getByRole('button', { name: 'Test connection' }).click()
  await page.getByRole('status').filter({ hasText: 'nowhere' }).waitFor()
  await page.getByRole('textbox', { name: 'Folder' }).fill(join(dir, 'moved'))
  await go('QA: parts', 'Status')
  await page.getByText(at.QA, { exact: true }).waitFor()
  await go('QA: parts', 'Connection')
  await page.getByText('Not saved yet').waitFor()
  assert.equal(await page.getByRole('textbox', { name: 'Folder' }).inputValue(), join(dir, 'moved'))
  await shot(page, 'environment-connection')
  await save.click()
  await page.getByText('The connection of QA is saved.').waitFor()
  await go('QA: parts', 'Status')
  await page.getByText(join(dir, 'moved'), { exact: true }).waitFor()
})
