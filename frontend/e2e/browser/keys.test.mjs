// Every shortcut of the window, and that none of them acts where it must not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { scratch, start } from '../lib/program.mjs'
import { sample, shop } from '../lib/projects.mjs'

const focused = (page) => page.evaluate(() => {
  const at = document.activeElement
  return at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? ''
})

async function opened(t) {
  const dir = scratch(t)
  sample(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('button', { name: 'Promote Development to QA' }).waitFor()
  const head = (name) => page.getByRole('heading', { name, exact: true, level: 1 }).waitFor()
  return { dir, program, page, head }
}

test('keys go to every place, and back and forward', async (t) => {
  const { page, head } = await opened(t)
  for (const [key, name] of [['Control+1', 'Development'], ['Control+2', 'QA'], ['Control+3', 'Live'], ['Control+,', 'Settings'], ['Control+0', 'Overview'],
    ['Control+e', 'Archive'], ['Control+Shift+C', 'Compare']]) {
    await page.keyboard.press(key)
    await head(name)
  }
  await page.keyboard.press('Alt+ArrowLeft')
  await head('Archive')
  assert.equal(await focused(page), 'Archive', 'the focus is at the head of the page')
  await page.keyboard.press('Alt+ArrowRight')
  await head('Compare')
  await page.keyboard.press('Control+2')
  await page.getByRole('navigation', { name: 'QA: parts' }).getByRole('link', { name: /^History/ }).click()
  await page.getByText('No snapshots yet').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('navigation', { name: 'QA: parts' }).getByRole('link', { name: 'Status' }).and(page.locator('[aria-current]')).waitFor()
  await page.keyboard.press('Escape')
  await head('Overview')
})

test('keys do what belongs to the environment that is shown, and ask which where none is', async (t) => {
  const { page, head, dir } = await opened(t)
  const before = contents(`${dir}/shop/qa`)
  await page.keyboard.press('Control+s')
  const field = page.getByRole('combobox', { name: 'Search or run' })
  await field.waitFor()
  assert.equal(await field.inputValue(), 'Take a snapshot ')
  assert.equal(await page.getByRole('option').count(), 3)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+2')
  await head('QA')
  await page.keyboard.press('Control+s')
  await page.getByRole('dialog', { name: 'Take a snapshot of QA' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+C')
  await head('Compare')
  assert.match(page.url(), /a=Northwind%2FQA&b=Northwind%2FDevelopment/)
  await page.keyboard.press('Control+2')
  await head('QA')
  await page.keyboard.press('Control+Shift+P')
  await page.getByText('Nothing has been written to Live').waitFor()
  assert.deepEqual(contents(`${dir}/shop/qa`), before)
})

test('below a dialog no key acts, and none loads the page anew', async (t) => {
  const { page, head } = await opened(t)
  await page.evaluate(() => (window.same = true))
  for (const key of ['F5', 'Control+r']) {
    await page.keyboard.press(key)
    await page.getByText(/^Checked /).first().waitFor()
  }
  await page.keyboard.press('Control+n')
  await page.getByRole('dialog', { name: 'New project' }).waitFor()
  for (const key of ['Control+2', 'Control+k', 'F5', 'Alt+ArrowLeft']) await page.keyboard.press(key)
  await page.getByRole('dialog', { name: 'New project' }).waitFor()
  assert.equal(await page.getByRole('dialog').count(), 1)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await head('Overview')
  assert.ok(await page.evaluate(() => window.same), 'the page was not loaded anew')
})

test('the list of shortcuts holds those of the window and of the screen, and single keys can be turned off', async (t) => {
  const { page } = await opened(t)
  await page.keyboard.press('?')
  const list = page.getByRole('dialog', { name: 'All shortcuts' })
  await list.waitFor()
  for (const title of ['Overview', 'Search or run…', 'Promote…', 'Take a snapshot…', 'Check now', 'Next pane', 'Find in this view', 'Larger text']) {
    await list.getByText(title, { exact: true }).first().waitFor()
  }
  await shot(page, 'shortcuts')
  await list.getByRole('checkbox', { name: /^Single letters/ }).uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.keyboard.press('F1')
  await list.waitFor()
  assert.equal(await page.getByRole('dialog').count(), 1)
})

test('F6 goes round the panes, the first key of all skips to the page, and / finds', async (t) => {
  const { page } = await opened(t)
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), 'Skip to the page')
  await page.keyboard.press('Enter')
  assert.ok(await page.evaluate(() => document.activeElement?.matches('main')))
  const panes = []
  for (let n = 0; n < 3; n++) {
    await page.keyboard.press('F6')
    panes.push(await page.evaluate(() => document.activeElement?.closest('[data-pane]')?.tagName))
  }
  assert.ok(panes.includes('ASIDE') && panes.includes('MAIN'))
  await page.keyboard.press('/')
  await page.getByRole('dialog', { name: 'Search or run' }).waitFor() // the overview has nothing to find in
  await page.keyboard.press('Escape')

  const round = async (count) => {
    const at = []
    for (let n = 0; n < count; n++) {
      await page.keyboard.press('F6')
      at.push(await page.evaluate(() => {
        const pane = document.activeElement?.closest('[data-pane]')
        return pane?.querySelector('[role=tree], [role=listbox]') ? document.activeElement.role : pane?.className.replace(/ ?svelte-\w+/, '') || pane?.tagName
      }))
    }
    return at
  }
  await page.getByRole('link', { name: /13 differ between Development and QA/ }).click()
  await page.getByRole('treeitem', { selected: true }).waitFor()
  assert.deepEqual(await round(5), ['sides', 'treeitem', 'side', 'ASIDE', 'sides'])
  await page.keyboard.press('/')
  await page.keyboard.type('mail')
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => document.activeElement?.value), '', 'the first Esc empties the field')
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => document.activeElement?.role), 'treeitem', 'the next one leaves it')
  await page.evaluate(() => (location.hash = '#/environment?ref=Northwind%2FQA&tab=history'))
  await page.getByRole('button', { name: 'Take the first snapshot' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take snapshot' }).click()
  await page.getByRole('listbox').getByRole('option', { selected: true }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => document.activeElement?.role), 'listbox')
  await page.getByRole('link', { name: /^History/ }).focus()
  assert.deepEqual(await round(4), ['listbox', 'side', 'ASIDE', 'listbox'])
})

test('a field keeps its own Ctrl Z, and what was not caught is said', async (t) => {
  const dir = scratch(t)
  shop(dir, { development: { 'a.txt': 'new\n' }, qa: { 'a.txt': 'old\n' } })
  const program = await start(t, dir)
  let close
  const page = await open(dir, { ...program, closing: (act) => (close = act) })
  await page.getByRole('button', { name: 'Promote Development to QA' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('abc')
  await page.keyboard.press('Control+z')
  assert.notEqual(await page.getByRole('combobox').inputValue(), 'abc')
  await page.keyboard.press('Escape')
  await page.evaluate(() => void Promise.reject(new Error('a wheel came off')))
  await page.getByRole('alert').filter({ hasText: 'a wheel came off' }).waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await assert.rejects(close(), /a wheel came off/)
})
