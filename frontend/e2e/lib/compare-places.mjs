// The places of a comparison: those of the sample, and those of contents that are no simple text.
import { oddContents } from './worlds.mjs'

const sides = (a, b, item = '') => `#/compare?${new URLSearchParams({ a, b, item })}`

/** Has the tree shown, which is a drawer where there is little room, and says whether it is one. */
async function drawn(page) {
  await page.getByRole('button', { name: /^(Show|Hide) the tree$/ }).waitFor()
  const show = page.getByRole('button', { name: 'Show the tree' })
  const drawer = await show.isVisible()
  if (drawer) await show.click()
  return drawer
}

/** Goes to an item of the tree. */
async function choose(page, name) {
  const drawer = await drawn(page)
  await page.getByRole('treeitem', { name }).click()
  if (drawer) await page.keyboard.press('Escape')
}

export const compare = {
  async 'compare'({ page, to }) {
    await to(sides('Northwind/Live', 'Northwind/QA'))
    await choose(page, 'mail.json, changed')
    await page.getByText('order_shipped').first().waitFor()
  },
  async 'compare-picker'({ page, to }) {
    await to(sides('Northwind/Live', 'Northwind/QA'))
    await page.getByRole('button', { name: /^Right QA, now/ }).click()
    await page.getByRole('option', { name: /1, Before the autumn release/ }).waitFor()
  },
  async 'compare-search'({ page, to }) {
    await to(sides('Northwind/Live', 'Northwind/QA'))
    await drawn(page)
    await page.getByRole('searchbox', { name: /^Find in/ }).fill('shipped')
    await page.getByText(/^Found in \d+ of \d+ items/).waitFor()
  },
  async 'compare-archive'({ page, to, archive }) {
    await to(sides(archive, 'Northwind/QA'))
    await page.getByRole('button', { name: /^Left QA, from a file/ }).waitFor()
    await page.getByText(/^Item 1 of/).or(page.getByText(/^Change 1 of/)).first().waitFor()
  },
  async 'compare-binary'({ page, to }) {
    await to(sides('Northwind/Live', 'Northwind/Development'))
    await choose(page, /logo\.bin, changed/)
    await page.getByText(/binary|no text|not text/i).first().waitFor()
  },
  async 'compare-identical'({ page, to }) {
    await to(sides('Northwind/QA', 'Northwind/QA'))
    await page.getByText(/^No differences in/).first().waitFor()
  },
  async 'compare-choose'({ page, to }) {
    await to('#/compare')
    await page.getByRole('combobox', { name: /^Left/ }).or(page.getByRole('button', { name: /^Left/ })).first().waitFor()
  },
  async 'compare-unified'({ page, to }) {
    await to(sides('Northwind/Live', 'Northwind/QA', 'main:file/settings/mail.json'))
    await page.getByText('order_shipped').first().waitFor()
    await page.keyboard.press('u')
    await page.getByLabel('Live, now and QA, now', { exact: true }).waitFor()
  },
  async 'compare-values'({ page, to }) {
    await to(sides('Northwind/Live', 'Northwind/QA', 'main:file/.env'))
    await page.getByText(/environment values were ignored/).waitFor()
    await page.getByRole('button', { name: 'Show them' }).click()
    await page.getByRole('switch', { name: 'Mask secrets' }).click()
    await page.getByRole('button', { name: 'Show SMTP_PASSWORD' }).click()
    await page.getByText('made-up-mail-password-qa').waitFor()
  },
  async 'compare-schema'({ page, to }) {
    await to(sides('Northwind/Live', 'Northwind/QA'))
    await choose(page, 'products, changed')
    await page.locator('label', { hasText: 'Schema' }).click()
    await page.getByRole('region', { name: 'products' }).getByText(/of \d+ fields? differs?/).waitFor()
  },
}

export const odd = {
  name: 'contents that are no simple text',
  make: oddContents,
  places: {
    async 'compare-large'({ page, to }) {
      await to(sides('Shop/QA', 'Shop/Development', 'main:file/large.txt'))
      await page.getByText('This item is large').waitFor()
    },
    async 'compare-pictures'({ page, to }) {
      await to(sides('Shop/QA', 'Shop/Development', 'main:file/dot.png'))
      await page.getByRole('img', { name: 'Development, now, as a picture' }).waitFor()
    },
    async 'compare-renamed'({ page, to }) {
      await to(sides('Shop/QA', 'Shop/Development', 'main:file/new/name.txt'))
      await page.getByText(/was old\/name\.txt/).waitFor()
    },
    async 'compare-executable'({ page, to }) {
      await to(sides('Shop/QA', 'Shop/Development', 'main:file/run.sh'))
      await page.getByText('It was a plain file and becomes executable.').waitFor()
    },
    async 'compare-white-space'({ page, to }) {
      await to(sides('Shop/QA', 'Shop/Development', 'main:file/space.txt'))
      await page.getByText('a b', { exact: true }).first().waitFor()
      await page.keyboard.press('w')
      await page.getByText('The sides differ in white space only.').waitFor()
    },
    async 'compare-full'({ page, to }) {
      await to(sides('Shop/QA', 'Shop/Development', 'main:file/long.txt'))
      await page.getByRole('button', { name: /unchanged lines/ }).first().waitFor()
      await page.keyboard.press('z')
      await page.getByText('line 30', { exact: true }).first().waitFor()
    },
    async 'compare-found-in-text'({ page }) {
      await page.getByRole('textbox', { name: 'QA, now', exact: true }).focus()
      await page.keyboard.press('Control+f')
      await page.getByRole('searchbox', { name: 'Find in the text' }).fill('line 25')
      await page.getByText('1 of 2', { exact: true }).waitFor()
    },
    async 'model-absent'({ page, to }) {
      await to('#/environment?ref=Shop%2FQA&tab=model')
      await page.getByText('The model is empty').waitFor()
    },
    async 'compare-unreachable'({ page, to, gone }) {
      gone()
      await to(sides('Shop/QA', 'Shop/Development'))
      await page.getByText(/^Not read again\./).first().waitFor()
    },
  },
}
