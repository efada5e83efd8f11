// Every screen and every dialog of the window, and how to get there: the one list that axe, the pictures, the layout
// and the network are tested with. A screen that is not here is not tested.
import { conflict, gated, pipeline, plainSample, sampleWithPast } from './worlds.mjs'
import { Wizard } from './screens.mjs'

const ref = (environment, rest = '') => `#/environment?ref=Northwind%2F${environment}${rest}`
const heading = (page, name) => page.getByRole('heading', { name }).first().waitFor()
const press = (page, name) => page.getByRole('button', { name }).first().click()

const nothing = {
  name: 'a first start',
  places: [
    {
      name: 'first-run',
      async go({ page, to }) {
        await to('#/overview')
        await page.getByRole('button', { name: 'Open the sample project' }).waitFor()
      },
    },
    {
      name: 'archive-without-project',
      async go({ page, to }) {
        await to('#/archive')
        await heading(page, 'Archive')
      },
    },
    {
      name: 'activity-empty',
      async go({ page, to }) {
        await to('#/activity')
        await page.getByText('Nothing has been written yet').waitFor()
      },
    },
    {
      name: 'new-project',
      async go({ page, to }) {
        await to('#/overview')
        await press(page, 'New project')
        await page.getByRole('dialog').getByRole('textbox', { name: 'Project name' }).fill('Harbour')
      },
    },
    {
      name: 'first-environment',
      async go({ page }) {
        await page.getByRole('dialog').getByRole('button', { name: 'Create project' }).click()
        await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).waitFor()
      },
    },
    {
      name: 'connection-refused',
      async go({ page, dir }) {
        const dialog = page.getByRole('dialog')
        await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Development')
        await dialog.getByRole('textbox', { name: 'Folder' }).fill(`${dir}/nowhere`)
        await dialog.getByRole('button', { name: 'Test connection' }).click()
        await dialog.getByRole('status').filter({ hasText: 'nowhere' }).waitFor()
      },
    },
    {
      name: 'overview-without-environments',
      async go({ page, to }) {
        await to('#/overview')
        await page.getByRole('button', { name: /environment/ }).first().waitFor()
      },
    },
  ],
}

const tour = {
  name: 'the sample with a past',
  make: sampleWithPast,
  places: [
    {
      name: 'overview',
      async go({ page, to }) {
        await to('#/overview')
        await page.getByRole('button', { name: 'Promote QA to Live' }).waitFor()
      },
    },
    {
      name: 'overview-stage-menu',
      async go({ page }) {
        await press(page, 'Actions for QA')
        await page.getByRole('menuitem', { name: 'Take snapshot…' }).waitFor()
      },
    },
    {
      name: 'overview-project-menu',
      async go({ page, to }) {
        await to('#/overview')
        await press(page, /choose another project/)
        await page.getByRole('menuitem', { name: 'New project…' }).waitFor()
      },
    },
    {
      name: 'take-snapshot',
      async go({ page, to }) {
        await to('#/overview')
        await press(page, 'Actions for QA')
        await page.getByRole('menuitem', { name: 'Take snapshot…' }).click()
        await page.getByRole('dialog').getByLabel('Note').waitFor()
      },
    },
    {
      name: 'add-environment',
      async go({ page, to }) {
        await to('#/overview')
        await press(page, 'Add environment')
        await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).waitFor()
      },
    },
    {
      name: 'environment-status',
      async go({ page, to }) {
        await to(ref('Live'))
        await page.getByText(/Connected|Connection|Reachable/).first().waitFor()
      },
    },
    {
      name: 'environment-drifted',
      async go({ page, to }) {
        await to(ref('QA'))
        await page.getByText(/changed outside Lockstep/).first().waitFor()
      },
    },
    {
      name: 'edit-environment',
      async go({ page }) {
        await press(page, 'Edit QA')
        await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).waitFor()
      },
    },
    {
      name: 'model-objects',
      async go({ page, to }) {
        await to(ref('Development', '&tab=model'))
        await page.getByRole('radiogroup', { name: 'Show the model as' }).getByText('Objects').click()
        await page.getByText('customers').first().waitFor()
      },
    },
    {
      name: 'model-json',
      async go({ page }) {
        await page.getByRole('radiogroup', { name: 'Show the model as' }).getByText('JSON').click()
        await page.getByLabel('Model of Development as JSON').waitFor()
      },
    },
    {
      name: 'model-problems',
      async go({ page }) {
        await page.getByLabel('Model of Development as JSON').press('End')
        await page.keyboard.type('x')
        await page.getByRole('region', { name: 'Problems' }).getByRole('button', { name: /^Go to line/ }).first().waitFor()
      },
    },
    {
      name: 'model-read-only',
      async go({ page, to }) {
        await to(ref('Live', '&tab=model'))
        await page.getByText('customers').first().waitFor()
      },
    },
    {
      name: 'connection',
      async go({ page, to }) {
        await to(ref('QA', '&tab=connection'))
        await page.getByRole('button', { name: 'Test connection' }).first().waitFor()
      },
    },
    {
      name: 'history',
      async go({ page, to }) {
        await to(ref('QA', '&tab=history'))
        await page.getByRole('listbox', { name: 'Snapshots of QA' }).waitFor()
      },
    },
    {
      name: 'history-noted',
      async go({ page }) {
        await page.getByRole('option', { name: /Before the autumn release/ }).click()
        await heading(page, 'Before the autumn release')
      },
    },
    {
      name: 'history-note',
      async go({ page }) {
        await press(page, /^(Edit|Change) (the )?note|^Add a note/)
        await page.getByRole('dialog').getByRole('textbox', { name: 'Note' }).waitFor()
      },
    },
    {
      name: 'history-delete',
      async go({ page, to }) {
        await to(ref('QA', '&tab=history'))
        await press(page, /^Delete snapshot/)
        await page.getByRole('dialog').getByRole('button', { name: 'Delete snapshot' }).waitFor()
      },
    },
    {
      name: 'history-nothing-found',
      async go({ page, to }) {
        await to(ref('QA', '&tab=history'))
        await page.getByRole('searchbox').first().fill('no such words')
        await page.getByText(/no snapshots? match|nothing (matches|found)/i).first().waitFor()
      },
    },
    {
      name: 'history-empty',
      async go({ page, to }) {
        await to(ref('Development', '&tab=history'))
        await page.getByRole('listbox').or(page.getByText('No snapshots yet')).first().waitFor()
      },
    },
    {
      name: 'restore',
      async go({ page, to }) {
        await to(ref('QA', '&tab=history&snapshot=Northwind%2FQA%401'))
        await heading(page, 'Before the autumn release')
        await press(page, 'Restore…')
        await page.getByRole('radio', { name: 'To QA' }).waitFor()
      },
    },
    {
      name: 'compare',
      async go({ page, to }) {
        await to('#/compare?a=Northwind%2FLive&b=Northwind%2FQA')
        await page.getByRole('treeitem', { name: '.env, changed' }).click()
        await page.getByText('SMTP_HOST').first().waitFor()
      },
    },
    {
      name: 'compare-schema',
      async go({ page }) {
        await page.getByRole('treeitem', { name: 'products, changed' }).click()
        await page.getByText('legacy_code').first().waitFor()
      },
    },
    {
      name: 'compare-binary',
      async go({ page, to }) {
        await to('#/compare?a=Northwind%2FLive&b=Northwind%2FDevelopment')
        await page.getByRole('treeitem', { name: /logo\.bin, changed/ }).click()
        await page.getByText(/binary|no text|not text/i).first().waitFor()
      },
    },
    {
      name: 'compare-identical',
      async go({ page, to }) {
        await to('#/compare?a=Northwind%2FQA&b=Northwind%2FQA')
        await page.getByText(/No differences|the same|nothing differs/i).first().waitFor()
      },
    },
    {
      name: 'compare-choose',
      async go({ page, to }) {
        await to('#/compare')
        await page.getByLabel('Left', { exact: true }).waitFor()
      },
    },
    {
      name: 'archive',
      async go({ page, to }) {
        await to('#/archive')
        await heading(page, 'Archive')
        await page.getByRole('button', { name: 'Choose file…' }).waitFor()
      },
    },
    {
      name: 'archive-preview',
      async go({ page, program, archive }) {
        await program.emit('archive:dropped', { path: archive })
        await page.getByText('Every file verified').waitFor()
      },
    },
    {
      name: 'archive-refused',
      async go({ page, to, program, odd }) {
        await to('#/archive')
        await program.answer('open', odd)
        await press(page, 'Choose file…')
        await page.getByText('This file cannot be used.').waitFor()
      },
    },
    {
      name: 'activity',
      async go({ page, to }) {
        await to('#/activity')
        await page.getByText(/Autumn release|Promot/).first().waitFor()
      },
    },
    {
      name: 'activity-run',
      async go({ page, to }) {
        await to('#/activity?run=1')
        await page.getByRole('list', { name: 'Changes' }).waitFor()
      },
    },
    {
      name: 'settings',
      async go({ page, to }) {
        await to('#/settings')
        await heading(page, 'Settings')
        await press(page, 'Verify now')
        await page.getByText(/are intact, verified at/).waitFor()
      },
    },
    {
      name: 'settings-slot',
      async go({ page }) {
        await press(page, 'Edit slot main')
        await page.getByRole('dialog').waitFor()
      },
    },
    {
      name: 'settings-remove-project',
      async go({ page, to }) {
        await to('#/settings')
        await press(page, 'Remove project…')
        await page.getByRole('dialog').waitFor()
      },
    },
  ],
}

const states = {
  name: 'a pipeline in all its states',
  make: pipeline,
  places: [
    {
      name: 'overview-states',
      async go({ page, to }) {
        await to('#/overview')
        await page.getByRole('alert').filter({ hasText: 'preview' }).first().waitFor()
        await page.getByText(/in step/i).first().waitFor()
      },
    },
    {
      name: 'environment-unreachable',
      async go({ page, to }) {
        await to('#/environment?ref=Shop%2FPreview')
        await page.getByText(/preview/).first().waitFor()
        await page.getByRole('button', { name: /Try again/ }).first().waitFor()
      },
    },
  ],
}

const wizard = {
  name: 'a promotion',
  make: plainSample,
  places: [
    {
      name: 'wizard-1-choose',
      async go({ page, to }) {
        await to('#/overview')
        await press(page, 'Promote Development to QA')
        await page.getByRole('button', { name: 'Next: Model' }).waitFor()
      },
    },
    {
      name: 'wizard-2-model',
      async go({ page }) {
        await new Wizard(page).next('Model')
        await page.getByRole('button', { name: 'Leave it out: stock_counts' }).waitFor()
      },
    },
    {
      name: 'wizard-3-configuration',
      async go({ page }) {
        await press(page, 'Leave it out: stock_counts')
        await page.getByRole('radio', { name: 'Accept the loss: products' }).click()
        await new Wizard(page).next('Configuration')
      },
    },
    {
      name: 'wizard-4-review',
      async go({ page }) {
        await new Wizard(page).next('Review')
      },
    },
    {
      name: 'wizard-6-done',
      async go({ page }) {
        await new Wizard(page).start('promote', 'QA matches the plan')
      },
    },
    {
      name: 'wizard-1-read-only',
      async go({ page, to }) {
        await to('#/overview')
        await press(page, 'Promote QA to Live')
        await page.getByRole('button', { name: 'Allow writing to Live' }).waitFor()
      },
    },
    {
      name: 'wizard-4-review-live',
      async go({ page }) {
        const steps = new Wizard(page)
        await press(page, 'Allow writing to Live')
        await steps.next('Model')
        await page.getByRole('radio', { name: 'Accept the loss: products' }).click()
        await steps.next('Configuration')
        await steps.next('Review')
        await page.getByLabel('Why').fill('Autumn release')
      },
    },
    {
      name: 'wizard-nothing',
      async go({ page, to }) {
        await to('#/wizard')
        await page.getByText('Nothing is being moved').waitFor()
      },
    },
  ],
}

const clash = {
  name: 'a promotion with conflicts',
  make: conflict,
  places: [
    {
      name: 'wizard-3-conflict',
      async go({ page, to }) {
        await to('#/overview')
        await press(page, 'Promote Development to QA')
        await new Wizard(page).next('Configuration')
        await page.getByText('2 answers needed to go on').waitFor()
      },
    },
  ],
}

const running = {
  name: 'a run under way',
  make: gated,
  places: [
    {
      name: 'wizard-5-run',
      async go(stage) {
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
    },
    {
      name: 'run-in-background',
      async go({ page }) {
        await page.getByRole('link', { name: 'Run in background' }).click()
        await page.getByText('Writing to QA.').waitFor()
      },
    },
    {
      name: 'close-while-running',
      async go({ page, program }) {
        await program.emit('close:asked', {})
        await page.getByRole('dialog').waitFor()
      },
    },
    {
      name: 'wizard-5-failed',
      async go({ page, gate, pass }) {
        await page.keyboard.press('Escape')
        await page.getByRole('link', { name: 'Show the run' }).click()
        await press(page, 'Stop')
        await page.getByRole('button', { name: 'Undo on QA' }).waitFor()
        gate.remove()
        await pass()
      },
    },
    {
      name: 'overview-interrupted',
      async go({ page, to }) {
        await to('#/overview')
        await page.getByText('QA waits for an answer.').waitFor()
      },
    },
    {
      name: 'wizard-6-undone',
      async go({ page }) {
        await press(page, 'Undo run 1 on QA')
        await page.getByText(/undone\. Everything is as it was before/).waitFor()
      },
    },
  ],
}

export const worlds = [nothing, tour, states, wizard, clash, running]
