// The places of the wizard, from its first page to the page that says how it ended.
import { join } from 'node:path'
import { lockstep } from './program.mjs'
import { write } from './projects.mjs'
import { Wizard, heading, press } from './screens.mjs'
import { conflict, plainSample, withHole } from './worlds.mjs'

const wizard = {
  name: 'a promotion',
  make: plainSample,
  places: {
    async 'wizard-1-choose'({ page, to }) {
      await to('#/overview')
      await press(page, 'Promote Development to QA')
      await page.getByRole('button', { name: 'Next: Model' }).waitFor()
    },
    async 'wizard-2-model'({ page }) {
      await new Wizard(page).next('Model')
      await page.getByRole('button', { name: 'Leave it out: stock_counts' }).waitFor()
    },
    async 'wizard-2-json'({ page }) {
      await page.getByText('Model text').click()
      await page.getByRole('textbox', { name: /now$/ }).or(page.getByRole('textbox', { name: /QA/ })).first().waitFor()
    },
    async 'wizard-2-side-by-side'({ page }) {
      await page.locator('label', { hasText: 'Changes' }).click()
      await page.getByRole('tree', { name: 'Changes' }).focus()
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().waitFor()
    },
    async 'wizard-3-configuration'({ page }) {
      await page.keyboard.press('Escape')
      await press(page, 'Leave it out: stock_counts')
      await page.getByRole('radio', { name: 'Accept the loss: products' }).click()
      await new Wizard(page).next('Configuration')
    },
    async 'wizard-4-review'({ page }) {
      await new Wizard(page).next('Review')
    },
    async 'wizard-1-draft'({ page }) {
      await press(page, 'Save and close')
      await press(page, 'Promote Development to QA')
      await page.getByText('Your draft is taken up.').waitFor()
    },
    async 'wizard-4-changed'({ page, at }) {
      const steps = new Wizard(page)
      await steps.next('Model')
      await page.getByRole('radio', { name: 'Accept the loss: products' }).click()
      await steps.next('Configuration')
      await steps.next('Review')
      write(join(at, 'qa'), { 'settings/tax.json': '{"rate": 0.21}\n' })
      await press(page, 'Snapshot and promote')
      await page.getByText(/changed since you reviewed/).waitFor()
    },
    async 'wizard-6-done'({ page }) {
      const steps = new Wizard(page)
      await press(page, 'Review again')
      await page.getByRole('radio', { name: 'Accept the loss: products' }).click()
      await steps.next('Configuration')
      await steps.next('Review')
      await steps.start('promote', 'QA matches the plan')
    },
    async 'wizard-1-read-only'({ page, to }) {
      await to('#/overview')
      await press(page, 'Promote QA to Live')
      await page.getByRole('button', { name: 'Allow writing to Live' }).waitFor()
    },
    async 'wizard-4-review-live'({ page }) {
      const steps = new Wizard(page)
      await press(page, 'Allow writing to Live')
      await steps.next('Model')
      await page.getByRole('radio', { name: 'Accept the loss: products' }).click()
      await steps.next('Configuration')
      await steps.next('Review')
      await page.getByLabel('Why').fill('Autumn release')
    },
    async 'wizard-2-roll-back'({ page, to }) {
      await press(page, 'Save and close')
      await to('#/environment?ref=Northwind%2FQA')
      await press(page, 'Roll back QA…')
      await heading(page, 'Model')
    },
    async 'wizard-4-roll-back'({ page }) {
      const steps = new Wizard(page)
      await steps.acceptAll()
      await steps.next('Configuration')
      await steps.next('Review')
    },
    async 'wizard-6-rolled-back'({ page }) {
      await press(page, 'Snapshot and roll back')
      await heading(page, 'QA is back')
    },
    async 'restore-live'({ page, to, at }) {
      write(join(at, 'live'), { 'settings/tax.json': '{"rate": 0.21}\n' })
      await to('#/environment?ref=Northwind%2FLive&tab=history&snapshot=Northwind%2FLive%401')
      await press(page, 'Restore…')
      await page.getByLabel(/^Type Live to confirm/).fill('Liv')
    },
    async 'wizard-6-restored'({ page }) {
      await page.getByLabel(/^Type Live to confirm/).fill('Live')
      await page.getByRole('dialog').getByLabel('Why').fill('The tax was changed by hand')
      await press(page, 'Snapshot and restore')
      await heading(page, 'Live matches the plan')
    },
    async 'activity-kinds'({ page, to }) {
      await to('#/activity')
      await page.getByRole('option', { name: /Roll back of QA/ }).click()
      await page.getByText('Run 2 · Done').waitFor()
    },
  },
}

const clash = {
  name: 'a promotion with conflicts',
  make: conflict,
  places: {
    async 'wizard-3-conflict'({ page, to }) {
      await to('#/overview')
      await press(page, 'Promote Development to QA')
      await new Wizard(page).next('Configuration')
      await page.getByText('2 answers needed to go on').waitFor()
    },
  },
}

const first = {
  name: 'a first promotion',
  make: withHole,
  places: {
    async 'wizard-1-proposals'({ page, to }) {
      await to('#/overview')
      await press(page, 'Promote Development to QA')
      await press(page, 'Next: Configuration')
      await heading(page, 'What belongs to each environment?')
    },
    async 'wizard-3-kept'({ page }) {
      await press(page, 'Keep this value')
      await page.getByRole('region', { name: 'Environment values on QA' }).getByText('mail.qa.example').waitFor()
    },
    async 'wizard-3-hole'({ page, to, dir }) {
      lockstep(dir, 'value', 'secret', 'file/app.json#/mail/key')
      await to('#/overview')
      await press(page, 'Promote Development to QA')
      await new Wizard(page).next('Configuration')
      await page.getByText('QA has no value yet.').waitFor()
      await page.getByLabel('/mail/key on QA', { exact: true }).fill('key-of-qa')
    },
    async 'wizard-3-ready'({ page }) {
      await page.getByLabel('/mail/key on QA', { exact: true }).press('Enter')
      await page.getByText('Given here, and laid in by the run.').waitFor()
    },
    async 'restore-hole'({ page, to, dir }) {
      lockstep(dir, 'value', 'drop', 'QA', 'file/app.json#/mail/key')
      lockstep(dir, 'snapshot', 'take', 'Development')
      await to('#/environment?ref=Shop%2FDevelopment&tab=history')
      await press(page, 'Restore…')
      await page.getByRole('dialog').getByLabel('Restore to').selectOption({ label: 'QA' })
      await page.getByRole('dialog').getByText('QA has no value of its own', { exact: false }).waitFor()
    },
  },
}

export const wizards = [wizard, clash, first]
