// Every screen and every dialog of the window, and how to get there: the one list that axe, the pictures, the layout
// and the network are tested with. A screen that is not here is not tested.
import { tour } from './sample-places.mjs'
import { Wizard, heading, press } from './screens.mjs'
import { conflict, gated, pipeline, plainSample } from './worlds.mjs'

const nothing = {
  name: 'a first start',
  places: {
    async 'first-run'({ page, to }) {
      await to('#/overview')
      await page.getByRole('button', { name: 'Open the sample project' }).waitFor()
    },
    async 'archive-without-project'({ page, to }) {
      await to('#/archive')
      await heading(page, 'Archive')
    },
    async 'activity-empty'({ page, to }) {
      await to('#/activity')
      await page.getByText('Nothing has been written yet').waitFor()
    },
    async 'new-project'({ page, to }) {
      await to('#/overview')
      await press(page, 'New project')
      await page.getByRole('dialog').getByRole('textbox', { name: 'Project name' }).fill('Harbour')
    },
    async 'first-environment'({ page }) {
      await page.getByRole('dialog').getByRole('button', { name: 'Create project' }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).waitFor()
    },
    async 'connection-refused'({ page, dir }) {
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Development')
      await dialog.getByRole('textbox', { name: 'Folder' }).fill(`${dir}/nowhere`)
      await dialog.getByRole('button', { name: 'Test connection' }).click()
      await dialog.getByRole('status').filter({ hasText: 'nowhere' }).waitFor()
    },
    async 'overview-without-environments'({ page, to }) {
      await to('#/overview')
      await page.getByRole('button', { name: /environment/ }).first().waitFor()
    },
  },
}

const states = {
  name: 'a pipeline in all its states',
  make: pipeline,
  places: {
    async 'wizard-nothing'({ page, to }) {
      await to('#/wizard')
      await page.getByText('Nothing is being moved').waitFor()
    },
    async 'overview-states'({ page, to }) {
      await to('#/overview')
      await page.getByRole('alert').filter({ hasText: 'preview' }).first().waitFor()
      await page.getByText(/in step/i).first().waitFor()
    },
    async 'environment-unreachable'({ page, to }) {
      await to('#/environment?ref=Shop%2FPreview')
      await page.getByText(/preview/).first().waitFor()
      await page.getByRole('button', { name: /Try again/ }).first().waitFor()
    },
  },
}

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
    async 'wizard-3-configuration'({ page }) {
      await press(page, 'Leave it out: stock_counts')
      await page.getByRole('radio', { name: 'Accept the loss: products' }).click()
      await new Wizard(page).next('Configuration')
    },
    async 'wizard-4-review'({ page }) {
      await new Wizard(page).next('Review')
    },
    async 'wizard-6-done'({ page }) {
      await new Wizard(page).start('promote', 'QA matches the plan')
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

const running = {
  name: 'a run under way',
  make: gated,
  places: {
    async 'wizard-5-run'(stage) {
      const { page, to, gate } = stage
      await to('#/overview')
      await press(page, 'Promote Development to QA')
      const steps = new Wizard(page)
      await page.getByRole('button', { name: /^Next: / }).waitFor()
      await steps.next('Model')
      await steps.next('Configuration')
      await steps.next('Review')
      await press(page, 'Snapshot and promote')
      stage.pass = await gate.reached()
      await page.getByText('Reload the shop').first().waitFor()
    },
    async 'run-in-background'({ page }) {
      await page.getByRole('link', { name: 'Run in background' }).click()
      await page.getByText('Writing to QA.').waitFor()
    },
    async 'close-while-running'({ page, program }) {
      await program.emit('close:asked', {})
      await page.getByRole('dialog').waitFor()
    },
    async 'wizard-5-failed'({ page, gate, pass }) {
      await page.keyboard.press('Escape')
      await page.getByRole('link', { name: 'Show the run' }).click()
      await press(page, /^Stop$/)
      await page.getByRole('button', { name: 'Undo on QA' }).waitFor()
      gate.remove()
      await pass()
    },
    async 'overview-interrupted'({ page, to }) {
      await to('#/overview')
      await page.getByText('QA waits for an answer.').waitFor()
    },
    async 'wizard-6-undone'({ page }) {
      await press(page, 'Undo run 1 on QA')
      await page.getByText(/undone\. Everything is as it was before/).waitFor()
    },
  },
}

export const worlds = [nothing, tour, states, wizard, clash, running]
