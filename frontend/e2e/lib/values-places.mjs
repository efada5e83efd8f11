// The places of environment values: their tab, the matrix, what sets them, and the rules that make them such.
import { lockstep } from './program.mjs'
import { heading, press } from './screens.mjs'
import { withRules } from './worlds.mjs'

const tab = (name) => `#/environment?ref=Northwind%2F${name}&tab=values`

/** Takes every rule of the project away. */
function forget(dir) {
  const { rules } = lockstep(dir, 'value', 'list')
  for (const { pattern } of rules.filter((one) => !one.default)) lockstep(dir, 'value', 'remove', pattern)
}

export const values = {
  name: 'environment values',
  make: withRules,
  places: {
    async 'values-tab'({ page, to }) {
      await to(tab('QA'))
      await page.getByRole('list', { name: 'Environment values of QA' }).getByText('Kept ready').waitFor()
    },
    async 'values-tab-nothing-found'({ page }) {
      await page.getByRole('searchbox', { name: 'Search values' }).fill('no such words')
      await heading(page, 'No value has these words')
    },
    async 'value-set'({ page, to }) {
      await to(tab('QA'))
      await press(page, 'Set SMTP_HOST on QA…')
      await page.getByRole('dialog').getByRole('textbox', { name: 'New value' }).fill('mail.qa.example')
    },
    async 'value-review'({ page }) {
      await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click()
      await page.getByRole('dialog').getByText('A snapshot of QA is taken first', { exact: false }).waitFor()
    },
    async 'value-secret-read-only'({ page, to }) {
      await to(tab('Live'))
      await press(page, 'Set SMTP_PASSWORD on Live…')
      await page.getByRole('dialog').getByText('Live is read-only.').waitFor()
    },
    async 'value-review-live'({ page }) {
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Allow writing to Live' }).click()
      await dialog.getByLabel('New value').fill('made-up-mail-password-new')
      await dialog.getByRole('button', { name: 'Review' }).and(page.locator(':enabled')).click()
      await dialog.getByRole('textbox', { name: 'Type Live to confirm' }).fill('Li')
    },
    async 'value-kept-ready'({ page, to }) {
      await to(tab('Live'))
      await press(page, 'Set SEARCH_HOST on Live…')
      await page.getByRole('dialog').getByText('The value is kept ready', { exact: false }).waitFor()
    },
    async 'values'({ page, to }) {
      await to('#/values')
      await page.getByRole('grid', { name: 'Environment values' }).getByRole('button', { name: /^SEARCH_HOST on Live: not set/ }).waitFor()
    },
    async 'values-chosen'({ page }) {
      await page.getByRole('grid').getByTitle(/#SMTP_HOST, by the rule/).click()
      await page.getByRole('region', { name: 'The place SMTP_HOST' }).waitFor()
    },
    async 'values-not-set'({ page }) {
      await page.getByRole('radiogroup', { name: 'Show' }).getByText('Not set').click()
      await page.getByRole('grid').getByRole('button', { name: /^SMTP_HOST/ }).waitFor({ state: 'detached' })
    },
    async 'values-nothing-found'({ page }) {
      await page.getByRole('searchbox', { name: 'Search values' }).fill('no such words')
      await heading(page, 'No place is like that')
    },
    async 'values-suggested'({ page, to }) {
      await to('#/values')
      await press(page, 'Look for values…')
      await page.getByRole('dialog').getByRole('list', { name: 'Proposed rules' }).waitFor()
    },
    async 'settings-rules'({ page, to }) {
      await to('#/settings?part=values&rule=file%2F.env%23SMTP_HOST')
      await page.getByRole('list', { name: 'Rules of Northwind' }).getByText('file/.env#SMTP_HOST').waitFor()
    },
    async 'settings-rule'({ page }) {
      await press(page, 'Edit the rule file/.env#SMTP_HOST…')
      await page.getByRole('dialog').getByRole('textbox', { name: 'Names' }).fill('file/.env#S*')
      await page.getByRole('dialog').getByText(/^Names \d+ places in 1 item\.$/).waitFor()
    },
    async 'settings-rule-refused'({ page }) {
      await page.getByRole('dialog').getByRole('textbox', { name: 'Names' }).fill('shop.json')
      await page.getByRole('dialog').getByText('names no item.', { exact: false }).waitFor()
    },
    async 'archive-secrets'({ page, to }) {
      await to('#/archive')
      await page.getByText(/\d+ known secrets? left out\./).waitFor()
    },
    async 'values-tab-away'({ page, to, gone }) {
      await to(tab('QA'))
      await page.getByRole('list', { name: 'Environment values of QA' }).waitFor()
      gone()
      await press(page, 'Check now')
      await page.getByText('What follows was read at', { exact: false }).waitFor()
    },
    async 'values-away'({ page, to }) {
      await to('#/values')
      await page.getByText('QA did not answer.').waitFor()
    },
    async 'values-tab-empty'({ page, to, dir }) {
      forget(dir)
      await to(tab('Development'))
      await heading(page, 'No environment values yet')
    },
    async 'values-empty'({ page, to }) {
      await to('#/values')
      await heading(page, 'No environment values yet')
    },
    async 'settings-rules-empty'({ page, to }) {
      await to('#/settings?part=values')
      await page.getByText('No rule yet: everything travels.', { exact: false }).waitFor()
    },
  },
}
