// Compare: any two sides, and all that one may want to see of them.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { open, shot } from '../lib/browser.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { modelText, shop } from '../lib/projects.mjs'

const numbered = (n, word) => Array.from({ length: n }, (_, at) => `line ${at + 1}${word(at) ?? ''}`).join('\n') + '\n'

/** Opens the comparison of QA with Development at an item. */
async function compare(page, item = '', a = 'Shop/QA', b = 'Shop/Development') {
  await page.evaluate((query) => (location.hash = `#/compare?${query}`), new URLSearchParams({ a, b, item }).toString())
  await page.getByRole('tree', { name: 'Differences' }).waitFor()
}

const side = (page, name) => page.getByRole('textbox', { name, exact: true })
const lines = async (page, name) => (await side(page, name).locator('.cm-line').allTextContents()).join('\n')
const chosen = (page, name) => page.getByRole('treeitem', { name, exact: true, selected: true }).waitFor()

/** Has both sides and all that is said of them. */
async function textHas(page, name, text) {
  await side(page, name).getByText(text, { exact: true }).first().waitFor()
}

test('two environments are compared, by keyboard', async (t) => {
  const dir = scratch(t)
  shop(dir, {
    development: { 'a.json': '{\n  "n": 2\n}\n', 'b.txt': numbered(60, (at) => (at % 30 === 9 ? ' changed' : '')), 'c/added.txt': 'only here: marzipan\n', 'model.json': modelText({ boats: { name: 'text' } }) },
    qa: { 'a.json': '{\n  "n": 1\n}\n', 'b.txt': numbered(60, () => ''), 'model.json': modelText({ boats: { name: 'string' } }) },
    settings: { model: 'model.json' },
  })
  const program = await start(t, dir)
  const page = await open(dir, program)
  await compare(page, 'main:file/a.json')

  await t.test('both sides are shown and named', async () => {
    await chosen(page, 'a.json, changed')
    await textHas(page, 'QA, now', '"n": 1')
    await textHas(page, 'Development, now', '"n": 2')
    await page.getByRole('button', { name: /^Left QA, now Read/ }).waitFor()
    await shot(page, 'compare')
  })

  await t.test('next and previous go from change to change, and on to the next item', async () => {
    await page.keyboard.press('n')
    await chosen(page, 'b.txt, changed')
    await page.getByText('Change 1 of 2').waitFor()
    await page.keyboard.press('F7')
    await page.getByText('Change 2 of 2').waitFor()
    await page.keyboard.press('Shift+F7')
    await page.getByText('Change 1 of 2').waitFor()
    await page.keyboard.press('k')
    await chosen(page, 'a.json, changed')
    await page.keyboard.press('j')
    await chosen(page, 'b.txt, changed')
  })

  await t.test('unchanged lines are folded, shown one fold at a time, and all at once', async () => {
    const folds = side(page, 'QA, now').getByRole('button', { name: /unchanged lines/ })
    await folds.nth(2).waitFor()
    assert.equal(await folds.count(), 3)
    await folds.first().click()
    await textHas(page, 'QA, now', 'line 1')
    await textHas(page, 'Development, now', 'line 1')
    assert.equal(await folds.count(), 2)
    await page.keyboard.press('z')
    await textHas(page, 'QA, now', 'line 30')
    assert.equal(await folds.count(), 0)
    await page.keyboard.press('z')
    await folds.nth(2).waitFor()
  })

  await t.test('one column', async () => {
    await page.keyboard.press('u')
    await textHas(page, 'QA, now and Development, now', 'line 10 changed')
    await textHas(page, 'QA, now and Development, now', 'line 10')
    await shot(page, 'compare-unified')
    await page.keyboard.press('u')
    await side(page, 'QA, now').waitFor()
  })

  await t.test('the change that is looked at stays the one, however the text is drawn', async () => {
    await page.keyboard.press('n')
    await page.getByText('Change 2 of 2').waitFor()
    for (const key of ['u', 'z', 'w', 'w', 'z', 'u']) {
      const drawn = await page.evaluate(() => (window.drawn = document.querySelector('.column').shadowRoot.querySelector('.cm-editor')) !== null)
      assert.ok(drawn)
      await page.keyboard.press(key)
      await page.waitForFunction(() => {
        const now = document.querySelector('.column')?.shadowRoot?.querySelector('.cm-editor')
        return now && now !== window.drawn
      })
      await page.getByText('Change 2 of 2').waitFor()
      await page.waitForFunction(() => [...document.querySelectorAll('.column')].some((column) =>
        [...column.shadowRoot.querySelectorAll('.cm-line')].some((line) => {
          const pane = document.querySelector('.diff .scroll').getBoundingClientRect()
          const { top, bottom } = line.getBoundingClientRect()
          return line.textContent === 'line 40 changed' && top >= pane.top && bottom <= pane.bottom
        })))
    }
    await page.keyboard.press('b')
    await page.getByText('Change 1 of 2').waitFor()
  })

  await t.test('the focus in the tree goes along with the item', async () => {
    const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'))
    await page.getByRole('treeitem', { name: 'b.txt, changed' }).click()
    await page.keyboard.press('k')
    await chosen(page, 'a.json, changed')
    assert.equal(await focused(), 'a.json, changed')
    await page.keyboard.press('j')
    await chosen(page, 'b.txt, changed')
    assert.equal(await focused(), 'b.txt, changed')
  })

  await t.test('swapped sides', async () => {
    await page.keyboard.press('x')
    await page.getByRole('button', { name: /^Left Development, now/ }).waitFor()
    await page.getByRole('treeitem', { name: 'added.txt, removed' }).waitFor()
    await textHas(page, 'Development, now', 'line 10 changed')
    await page.keyboard.press('x')
    await page.getByRole('treeitem', { name: 'added.txt, added' }).waitFor()
  })

  await t.test('contents are searched', async () => {
    await page.keyboard.press('Control+f')
    await page.keyboard.type('MARZIPAN')
    await page.getByText('Found in 1 of 4 items').waitFor()
    assert.deepEqual(await page.getByRole('treeitem', { level: 3 }).allInnerTexts(), ['+\nadded.txt'])
    await page.getByRole('searchbox', { name: /^Find in/ }).fill('no such words')
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
    await shot(page, 'compare-nothing-found')
    await page.getByRole('button', { name: 'Show all items' }).click()
    await page.getByRole('treeitem', { name: 'a.json, changed' }).waitFor()
  })

  await t.test('a text is searched within', async () => {
    await page.getByRole('treeitem', { name: 'b.txt, changed' }).click()
    await side(page, 'QA, now').focus()
    await page.keyboard.press('Control+f')
    await page.getByRole('searchbox', { name: 'Find in the text' }).fill('line 25')
    await page.getByText('1 of 2', { exact: true }).waitFor()
    await textHas(page, 'QA, now', 'line 25')
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox', { name: 'Find in the text' }).waitFor({ state: 'detached' })
  })

  await t.test('the tree is walked with arrows, Home, End and letters', async () => {
    await page.getByRole('treeitem', { name: 'b.txt, changed' }).focus()
    await page.keyboard.press('Home')
    assert.match(await page.evaluate(() => document.activeElement.innerText), /^Model/)
    await page.keyboard.press('ArrowLeft')
    assert.equal(await page.getByRole('treeitem', { name: 'boats, changed' }).count(), 0)
    await page.keyboard.press('ArrowRight')
    await page.getByRole('treeitem', { name: 'boats, changed' }).waitFor()
    await page.keyboard.press('End')
    await chosen(page, 'added.txt, added')
    await page.keyboard.press('a')
    await chosen(page, 'a.json, changed')
  })

  await t.test('the models are drawn', async () => {
    await side(page, 'QA, now').focus()
    await page.keyboard.press('v')
    const boats = page.getByRole('region', { name: 'boats' })
    await boats.getByText('1 of 1 field differs').waitFor()
    assert.deepEqual(await boats.locator('mark').allInnerTexts(), ['string', 'text'])
    await shot(page, 'compare-schema')
    await page.keyboard.press('v')
  })

  await t.test('what was viewed is marked', async () => {
    await page.keyboard.press('m')
    await page.getByRole('treeitem', { name: 'a.json, changed, viewed' }).waitFor()
    await page.getByText('1 of 4 viewed').waitFor()
  })
})

test('where there is little room the tree is a drawer', async (t) => {
  const dir = scratch(t)
  shop(dir, { development: { 'a.txt': '2\n', 'b.txt': '2\n' }, qa: { 'a.txt': '1\n', 'b.txt': '1\n' } })
  const program = await start(t, dir)
  const page = await open(dir, program)
  await compare(page)
  const tree = page.getByRole('tree', { name: 'Differences' })
  // 1280 of the window's pixels are 853 of the page's.
  for (let step = 0; step < 3; step++) await page.keyboard.press('Control+Equal')
  await tree.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Show the tree' }).click()
  await page.getByRole('treeitem', { name: 'b.txt, changed' }).click()
  await page.keyboard.press('ArrowUp')
  await chosen(page, 'a.txt, changed')
  await page.keyboard.press('Escape')
  await tree.waitFor({ state: 'detached' })
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Show the tree')
  assert.match(page.url(), /#\/compare/, 'Escape closes the drawer, and steps back only then')

  await page.keyboard.press('Control+b')
  await tree.waitFor()
  await side(page, 'Development, now').click()
  await tree.waitFor({ state: 'detached' })
})

test('what is no simple text is said in words', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, {
    development: { 'run.sh': { run: 'exit 0\n' }, 'ends.txt': 'a\r\nb\r\n', 'last.txt': 'end', 'space.txt': 'a  b\n', 'new/name.txt': 'moved\n', 'large.txt': numbered(200_000, () => ' of a long text.') },
    qa: { 'run.sh': 'exit 0\n', 'ends.txt': 'a\nb\n', 'last.txt': 'end\n', 'space.txt': 'a b\n', 'old/name.txt': 'moved\n', 'large.txt': numbered(200_000, () => ' of a large text.') },
  })
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  writeFileSync(join(at.development, 'dot.png'), Buffer.from(pixel, 'base64'))
  writeFileSync(join(at.qa, 'dot.png'), Buffer.concat([Buffer.from(pixel, 'base64'), Buffer.from([0])]))
  writeFileSync(join(at.development, 'data.bin'), Buffer.from([1, 0, 2]))
  writeFileSync(join(at.qa, 'data.bin'), Buffer.from([1, 0]))
  const program = await start(t, dir)
  const page = await open(dir, program)
  for (const [name, said] of [
    ['run.sh', 'It was a plain file and becomes executable.'],
    ['ends.txt', 'Line endings differ: LF on the left, CR LF on the right.'],
    ['last.txt', 'Only the left side ends with a newline.'],
    ['data.bin', 'This item is not text'],
    ['new/name.txt', /was old\/name\.txt/],
  ]) {
    await compare(page, `main:file/${name}`)
    await page.getByText(said).waitFor()
  }
  await compare(page, 'main:file/dot.png')
  await page.getByRole('img', { name: 'Development, now, as a picture' }).waitFor()
  assert.equal(await page.getByRole('img', { name: /as a picture/ }).count(), 2)
  await shot(page, 'compare-picture')

  await compare(page, 'main:file/space.txt')
  await textHas(page, 'QA, now', 'a b')
  await page.keyboard.press('w')
  await page.getByText('The sides differ in white space only.').waitFor()
  await page.keyboard.press('w')

  await compare(page, 'main:file/large.txt')
  await page.getByText('This item is large').waitFor()
  await page.getByRole('button', { name: /^Show anyway, \d\.\d MB$/ }).click()
  await textHas(page, 'QA, now', 'line 1 of a large text.')
  await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.matches('.cm-content'))

  await page.getByText('1 renamed, which is 2 changes when promoted').waitFor()
})

test('what drifted is answered where it is looked at', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': 'new\n' }, qa: { 'a.txt': 'old\n', 'b.txt': 'old\n' } })
  lockstep(dir, 'snapshot', 'take', 'QA')
  writeFileSync(join(at.qa, 'b.txt'), 'changed elsewhere\n')
  const program = await start(t, dir)
  const page = await open(dir, program)
  await page.getByRole('link', { name: 'Review drift of QA' }).click()
  const answers = page.getByRole('status').filter({ hasText: 'QA drifted. 1 item was changed outside Lockstep' })
  await answers.waitFor()
  await shot(page, 'compare-drift')
  await answers.getByRole('button', { name: 'Put it back…' }).click()
  await page.getByRole('dialog', { name: 'Restore QA' }).waitFor()
  await page.keyboard.press('Escape')
  await answers.getByRole('button', { name: 'Bring it to Development…' }).click()
  await page.getByText('Nothing has been written to Development').waitFor()
  await page.goBack()
  await answers.getByRole('button', { name: 'Keep it on QA' }).click()
  await page.getByText('Kept: snapshot 2 is what Lockstep now expects on QA.').waitFor()
  await answers.waitFor({ state: 'detached' })
})

test('a text of 20,000 lines is drawn as far as it is in sight, and scrolled through', async (t) => {
  const dir = scratch(t)
  shop(dir, {
    development: { 'big.txt': numbered(20_000, (at) => (at % 100 === 50 ? ' changed' : ' as it was')), 'a.txt': '2\n' },
    qa: { 'big.txt': numbered(20_000, () => ' as it was'), 'a.txt': '1\n' },
  })
  const program = await start(t, dir)
  const page = await open(dir, program)
  await compare(page, 'main:file/big.txt')
  await page.getByText('Change 1 of 200').waitFor()
  await textHas(page, 'Development, now', 'line 51 changed')
  for (let i = 0; i < 5; i++) await page.keyboard.press('n')
  await page.getByText('Change 6 of 200').waitFor()
  await textHas(page, 'Development, now', 'line 551 changed')
  const heights = await page.evaluate(() => [...document.querySelectorAll('.column')].map((column) => column.shadowRoot.firstElementChild.offsetHeight))
  assert.equal(heights[0], heights[1], 'both sides are as high as each other')
  assert.ok((await page.evaluate(() => document.querySelectorAll('.column')[0].shadowRoot.querySelectorAll('.cm-line').length)) < 500)
  await page.getByRole('treeitem', { name: 'a.txt, changed' }).click()
  await textHas(page, 'QA, now', '1')
  await page.getByRole('treeitem', { name: 'big.txt, changed' }).click()
  await textHas(page, 'Development, now', 'line 551 changed')
})

test('sides are a snapshot, a file, and what is the same', async (t) => {
  const dir = scratch(t)
  const at = shop(dir, { development: { 'a.txt': 'new\n' }, qa: { 'a.txt': 'old\n' } })
  lockstep(dir, 'snapshot', 'take', 'QA', '-m', 'Before the fair')
  lockstep(dir, 'export', 'QA@1', '-o', join(dir, 'qa.zip'))
  writeFileSync(join(at.qa, 'a.txt'), 'newest\n')
  const program = await start(t, dir)
  const page = await open(dir, program)
  await compare(page)

  await page.getByRole('button', { name: /^Right Development, now/ }).click()
  await page.getByRole('combobox', { name: /^Right: find/ }).fill('fair')
  await page.getByRole('option', { name: /1, Before the fair/ }).waitFor()
  await shot(page, 'compare-picker')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Right QA, snapshot 1 Before the fair/ }).waitFor()
  await textHas(page, 'QA, snapshot 1', 'old')
  await textHas(page, 'QA, now', 'newest')

  await program.answer('open', join(dir, 'qa.zip'))
  await page.getByRole('button', { name: /^Right/ }).click()
  await page.getByRole('option', { name: 'Open file…' }).click()
  await page.getByRole('button', { name: /^Right QA, from a file/ }).waitFor()
  await textHas(page, 'QA, from a file', 'old')

  writeFileSync(join(at.qa, 'a.txt'), 'old\n')
  await page.getByRole('button', { name: 'Check again' }).click()
  await page.getByRole('heading', { name: 'No differences in 1 item' }).waitFor()
  await shot(page, 'compare-same')
})

test('a report opens anywhere, asks for nothing, and runs nothing', async (t) => {
  const dir = scratch(t)
  const hostile = '<img src=x onerror=alert(1)>\n"\'</script><script>alert(2)</script>\n\u202ereversed\n'
  shop(dir, {
    development: { '<b>bold&.txt': hostile, 'a.txt': numbered(40, (at) => (at === 20 ? ' changed' : '')) },
    qa: { 'a.txt': numbered(40, () => '') },
  })
  const program = await start(t, dir)
  const page = await open(dir, program)
  await compare(page)
  const file = join(dir, 'report.html')
  await program.answer('save', file)
  await page.keyboard.press('Control+e')
  await page.getByText('The report is written: report.html.').waitFor()
  assert.doesNotMatch(readFileSync(file, 'utf8'), /<script|<img src=x|https?:\/\/|\u202e/)

  const report = await page.context().newPage()
  const met = []
  report.on('console', (message) => met.push(message.text()))
  report.on('pageerror', (error) => met.push(error.message))
  report.on('dialog', (dialog) => met.push(dialog.message()))
  report.on('request', (request) => request.url().startsWith('file:') || request.url().startsWith('data:') || met.push(request.url()))
  await report.goto(pathToFileURL(file).href)
  await report.getByRole('heading', { name: 'QA, now and Development, now compared' }).waitFor()
  await report.getByText('<img src=x onerror=alert(1)>').waitFor()
  assert.deepEqual(await report.locator('mark').allInnerTexts(), [' changed'])
  assert.deepEqual(met, [])
  await shot(report, 'compare-report')
})
