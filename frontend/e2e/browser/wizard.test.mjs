// The wizard's own promises: choices outlive the window, needs are said at once, doubts start unticked, and a large
// plan stays quick, all of it by keyboard too.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { after, lockstep, scratch, start } from '../lib/program.mjs'
import { modelText, shop, write } from '../lib/projects.mjs'
import { Wizard } from '../lib/screens.mjs'

const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor()
const row = (page, name) => page.locator(`[role=treeitem]:has(input[aria-label^="${name}"])`)

test('choices come back at the same step after a reload, and after a restart of the program', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, {
    development: { 'a.txt': 'new\n', 'b.txt': 'new\n', 'c.txt': 'new\n' },
    qa: { 'a.txt': 'old\n', 'b.txt': 'old\n', 'c.txt': 'old\n' },
  })
  let leave = () => undefined
  const program = await start({ after: (end) => (leave = end) }, dir)
  after(t, () => leave())
  let closed = () => undefined
  const page = await open(dir, { ...program, closing: (close) => (closed = close) })
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Configuration')
  await wizard.untick('b.txt')

  await t.test('a reload', async () => {
    await page.reload()
    await heading(page, 'Configuration')
    assert.equal(await wizard.ticked('b.txt'), false)
    assert.equal(await wizard.ticked('a.txt'), true)
    await wizard.next('Review')
    await page.getByLabel('Why').fill('Autumn')
    await page.reload()
    await heading(page, 'Review')
    assert.equal(await page.getByLabel('Why').inputValue(), 'Autumn')
  })

  await t.test('a restart, after which one of the items does not differ any more', async (t) => {
    await closed()
    await leave()
    leave = () => undefined
    write(at.development, { 'b.txt': 'old\n' })
    const again = await start(t, dir)
    const window = await open(dir, again)
    await window.goto(`${again.url}#/wizard`)
    await heading(window, 'Review')
    await window.getByRole('button', { name: 'Back to Choose' }).click()
    await window.getByText('b.txt does not differ any more').waitFor()
    await shot(window, 'wizard-1-draft')
    await new Wizard(window).next('Configuration')
    assert.deepEqual(contents(at.qa)['a.txt'], contents(at.qa)['c.txt'], 'nothing was written')
  })
})

test('what another item needs is said when it is unticked, and both answers are there', async (t) => {
  const dir = scratch(t)
  const relation = (extra) => `${JSON.stringify([
    { name: 'customers', fields: { name: { type: 'string' }, orders: { collection: 'orders', via: 'customer' } } },
    { name: 'orders', fields: { customer: { object: 'customers' }, total: { type: 'float' } } },
    ...extra,
  ], null, 2)}\n`
  const at = shop(dir, { development: { 'model.json': relation([]) }, qa: { 'model.json': modelText({ other: { name: 'string' } }), 'x.txt': 'x\n' } })
  write(at.development, { 'model.json': relation([{ name: 'other', fields: { name: { type: 'string' } } }]) })
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await new Wizard(page).next('Model')
  await page.locator('input[aria-label="customers, added"]').click()
  const needed = row(page, 'customers')
  await needed.filter({ hasText: 'orders needs this' }).waitFor()
  await page.getByText('1 answer needed to go on').waitFor()
  await shot(page, 'wizard-2-needed')

  await page.getByRole('button', { name: 'Keep customers' }).click()
  await needed.filter({ hasText: 'Nothing is lost' }).waitFor()
  await page.getByRole('tree', { name: 'Changes' }).focus()
  await page.keyboard.press('Home')
  await page.keyboard.type('cust')
  await page.keyboard.press(' ')
  await page.getByRole('button', { name: 'Leave out customers and what needs it' }).click()
  assert.equal(await row(page, 'orders, added').getAttribute('aria-checked'), 'false')
  assert.equal(await needed.getAttribute('aria-checked'), 'false')
  await page.keyboard.press('Control+z')
  await needed.filter({ hasText: 'orders needs this' }).waitFor()
})

test('what drifted on a stage, gives more rights, or is only on the target starts unticked and says why', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': '1\n', 'jobs.json': '1\n', 'go.sh': 'exit 0\n' }, qa: { 'a.txt': '0\n', 'jobs.json': '0\n', 'go.sh': 'exit 0\n' } })
  at.live = join(dir, 'shop/live')
  write(at.live, { 'a.txt': '0\n', 'jobs.json': '0\n', 'go.sh': 'exit 0\n', 'hotfix.conf': 'deny\n' })
  lockstep(dir, 'env', 'add', 'Live', '--project', 'Shop', '--role', 'live', '--after', 'QA', '--kind', 'folder', '--set', `path=${at.live}`)
  lockstep(dir, 'env', 'edit', 'Live', '--allow-writing')
  write(at.development, { 'go.sh': { run: 'exit 0\n' } })
  lockstep(dir, 'promote', 'Development', 'QA', '--accept-loss')
  write(at.qa, { 'jobs.json': 'by hand\n' })

  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote QA to Live' }).click()
  await page.getByText('1 of these was changed on QA outside Lockstep').waitFor()
  await wizard.next('Configuration')
  assert.equal(await wizard.ticked('a.txt'), true)
  for (const name of ['jobs.json', 'go.sh', 'hotfix.conf']) assert.equal(await wizard.ticked(name), false, name)
  await row(page, 'jobs.json').filter({ hasText: 'drift' }).waitFor()
  await row(page, 'go.sh').filter({ hasText: 'becomes executable' }).waitFor()
  await row(page, 'Only on Live').waitFor()
  await shot(page, 'wizard-3-doubts')

  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await page.getByRole('button', { name: 'Bring it to Development…' }).click()
  await page.getByText('This goes against the pipeline.').waitFor()
  await wizard.next('Configuration')
  assert.equal(await wizard.ticked('hotfix.conf'), true)
  for (const name of ['a.txt', 'jobs.json']) assert.equal(await wizard.ticked(name), false, name)
  await wizard.next('Review')
  await wizard.start('promote', 'Development matches the plan')
  assert.equal(readFileSync(join(at.development, 'hotfix.conf'), 'utf8'), 'deny\n')
  assert.equal(readFileSync(join(at.development, 'a.txt'), 'utf8'), '1\n')
})

test('a plan of two thousand items is moved through by keyboard, and drawn a screen at a time', async (t) => {
  const dir = scratch(t)
  const many = (text) => Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`pages/${String(n).padStart(4, '0')}.html`, `<p>${text} ${n}</p>\n`]))
  shop(dir, { development: { ...many('new'), 'zebra.txt': 'z\n' }, qa: many('old') })
  const program = await start(t, dir)
  const page = await open(dir, program)
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: 'Promote Development to QA' }).click()
  await wizard.next('Configuration')
  await page.evaluate(() => {
    window.slow = []
    new PerformanceObserver((list) => window.slow.push(...list.getEntries().map((entry) => Math.round(entry.duration)))).observe({ type: 'longtask' })
  })
  const tree = page.getByRole('tree', { name: 'Changes' })
  await tree.focus()
  await page.keyboard.press('End')
  await row(page, 'zebra.txt').waitFor()
  assert.ok((await page.getByRole('treeitem').count()) < 100, 'only what is in sight is drawn')
  assert.equal(await row(page, 'zebra.txt').getAttribute('aria-setsize'), '1')
  await page.keyboard.press(' ')
  await page.getByText('2,000 of 2,001 items').first().waitFor()
  await page.keyboard.press('n')
  await page.getByText('0 of 2,001 items').first().waitFor()
  await page.keyboard.press('a')
  await page.getByText('2,001 of 2,001 items').first().waitFor()
  await page.getByRole('searchbox', { name: 'Find in 2,001 items' }).pressSequentially('1999.html')
  await row(page, 'pages/1999.html').waitFor()
  assert.equal(await page.getByRole('treeitem').count(), 2, 'a heading and what is found')
  t.diagnostic(`tasks longer than 50 ms while ticking and typing: ${JSON.stringify(await page.evaluate(() => window.slow))}`)
})

test('a double click does what a click does, and nothing where that has led', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': 'new\n' }, qa: { 'a.txt': 'old\n' } })
  const before = contents(at.qa)
  const program = await start(t, dir)
  const page = await open(dir, program)
  const doubly = async (name, until) => {
    const button = page.getByRole('button', { name })
    await button.and(page.locator(':enabled')).waitFor()
    const { x, y, width, height } = await button.boundingBox()
    await page.mouse.move(x + width / 2, y + height / 2)
    for (const clickCount of [1, 2]) {
      await page.mouse.down({ clickCount })
      await page.mouse.up({ clickCount })
      await heading(page, until)
    }
  }
  await doubly('Promote Development to QA', 'What should move, and where to?')
  assert.ok(await page.getByRole('radio', { name: 'From Development' }).isChecked())
  await doubly('Next: Configuration', 'Configuration')
  await doubly('Next: Review', 'Review')
  assert.deepEqual(contents(at.qa), before)
  assert.deepEqual(lockstep(dir, 'run', 'list').runs, [], 'no run began')
  await doubly('Snapshot and promote', 'QA matches the plan')
})

test('the wizard can be used in the smallest window with text of 150 %, whatever its stages are called', async (t) => {
  const dir = scratch(t)
  const [from, to] = ['Development of the Northwind storefront for everybody', 'Quality assurance of the Northwind storefront']
  shop(dir, {
    development: { 'a.txt': 'new\n', 'model.json': modelText({ boats: { name: 'string' } }) },
    qa: { 'a.txt': 'old\n', 'model.json': modelText({ boats: { name: 'string', length: 'float' } }) },
  })
  lockstep(dir, 'env', 'edit', 'Development', '--name', from)
  lockstep(dir, 'env', 'edit', 'QA', '--name', to)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.setViewportSize({ width: 1024, height: 680 })
  for (let n = 0; n < 5; n++) await page.keyboard.press('Control++')
  const wizard = new Wizard(page)
  const inSight = async (name) => {
    const cut = await page.evaluate(() => [...document.querySelectorAll('.main button, .main a, .main input, .band b')]
      .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden') && !one.matches('.visually-hidden'))
      .map((one) => ({ name: one.ariaLabel ?? one.textContent.trim(), box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.left < 0 || box.right > innerWidth + 1 || box.width < 12)
      .map((one) => one.name))
    assert.deepEqual(cut, [], name)
    await shot(page, `wizard-small-${name}`)
  }
  await page.getByRole('button', { name: `Promote ${from} to ${to}` }).click()
  await page.getByText('to move').waitFor()
  await inSight('choose')
  await wizard.next('Model')
  await row(page, 'boats').waitFor()
  await inSight('model')
  await row(page, 'boats').scrollIntoViewIfNeeded()
  await page.getByRole('radio', { name: 'Accept the loss: boats' }).click()
  await wizard.next('Configuration')
  await inSight('configuration')
  await page.getByRole('button', { name: 'Back to Model' }).click()
  await wizard.next('Configuration')
  await wizard.next('Review')
  await inSight('review')
  await wizard.start('promote', `${to} matches the plan`)
  await inSight('done')
})
