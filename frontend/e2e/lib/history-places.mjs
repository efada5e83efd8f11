// The places of a history.
import { heading, press } from './screens.mjs'

const at = (rest = '') => `#/environment?ref=Northwind%2FQA&tab=history${rest}`
const list = (page) => page.getByRole('listbox', { name: 'Snapshots of QA' })

/** Looks quickly at what an event changed. */
async function look({ page, to }, snapshot) {
  await to(at(`&snapshot=Northwind%2FQA%40${snapshot}`))
  await page.locator(`#snapshot-${snapshot}[aria-selected=true]`).waitFor()
  await list(page).focus()
  await page.keyboard.press('Space')
}

export const history = {
  async 'history'({ page, to }) {
    await to(at())
    await list(page).waitFor()
  },
  async 'history-noted'({ page }) {
    await page.getByRole('option', { name: /Before the autumn release/ }).click()
    await heading(page, 'Before the autumn release')
  },
  async 'history-look'({ page, to }) {
    await to(at())
    await list(page).getByRole('option', { name: /^Autumn release/ }).click()
    await list(page).focus()
    await page.keyboard.press('Space')
    await page.getByRole('dialog').getByRole('option', { name: 'mail.json' }).click()
    await page.getByRole('dialog').getByText('order_shipped').first().waitFor()
  },
  async 'history-look-first'(stage) {
    await look(stage, 1)
    await stage.page.getByRole('dialog').getByText('Nothing lies before it.', { exact: false }).waitFor()
  },
  async 'history-two'({ page, to }) {
    await to(at())
    await list(page).focus()
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByRole('region', { name: 'Two events of QA' }).waitFor()
  },
  async 'history-note'({ page, to }) {
    await to(at('&snapshot=Northwind%2FQA%401'))
    await heading(page, 'Before the autumn release')
    await press(page, /^(Edit|Change) (the )?note|^Add a note/)
    await page.getByRole('dialog').getByRole('textbox', { name: 'Note' }).waitFor()
  },
  async 'history-delete'({ page, to }) {
    await to(at('&snapshot=Northwind%2FQA%403')) // which a run left
    await press(page, /^Delete snapshot/)
    await page.getByRole('dialog').getByRole('button', { name: 'Delete snapshot' }).waitFor()
  },
  async 'history-delete-refused'({ page }) {
    await page.getByRole('dialog').getByRole('button', { name: 'Delete snapshot' }).click()
    await page.getByRole('dialog').getByRole('alert').filter({ hasText: /run/i }).waitFor()
  },
  async 'history-pinned'({ page, to }) {
    await to(at())
    await press(page, 'Show pinned only')
    await page.getByText(/^1 of \d+ events/).waitFor()
  },
  async 'history-search'({ page, to }) {
    await to(at())
    await page.getByRole('searchbox').first().fill('mail.json')
    await list(page).getByText('settings/mail.json').first().waitFor()
  },
  async 'history-nothing-found'({ page, to }) {
    await to(at())
    await page.getByRole('searchbox').first().fill('no such words')
    await page.getByText(/no (snapshot|event)s? match/i).first().waitFor()
  },
  async 'history-empty'({ page, to }) {
    await to('#/environment?ref=Northwind%2FDevelopment&tab=history')
    await page.getByRole('listbox').or(page.getByText('No snapshots yet')).first().waitFor()
  },
  async 'restore'({ page, to }) {
    await to(at('&snapshot=Northwind%2FQA%401'))
    await heading(page, 'Before the autumn release')
    await press(page, /^Restore/)
    await page.getByRole('dialog', { name: 'Restore QA' }).or(page.getByRole('radio', { name: 'To QA' })).first().waitFor()
  },
  async 'restore-some'({ page }) {
    await page.getByRole('dialog', { name: 'Restore QA' }).getByRole('radio', { name: /Only the ticked items/ }).check()
    await page.getByRole('tree', { name: 'What to restore' }).waitFor()
  },
  async 'restore-read-only'({ page }) {
    await page.getByRole('dialog').getByLabel('Restore to').selectOption({ label: 'Live' })
    await page.getByRole('dialog', { name: 'Restore Live' }).getByText('Live is read-only.').waitFor()
  },
}
