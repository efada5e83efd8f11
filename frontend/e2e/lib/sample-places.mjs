// The places of the sample: what places.mjs takes into its list.
import { heading, press } from './screens.mjs'
import { sampleWithPast } from './worlds.mjs'

const ref = (environment, rest = '') => `#/environment?ref=Northwind%2F${environment}${rest}`

export const tour = {
  name: 'the sample with a past',
  make: sampleWithPast,
  places: {
    async 'overview'({ page, to }) {
      await to('#/overview')
      await page.getByRole('button', { name: 'Promote QA to Live' }).waitFor()
    },
    async 'overview-stage-menu'({ page }) {
      await press(page, 'Actions for QA')
      await page.getByRole('menuitem', { name: 'Take snapshot…' }).waitFor()
    },
    async 'overview-project-menu'({ page, to }) {
      await to('#/overview')
      await press(page, /choose another project/)
      await page.getByRole('menuitem', { name: 'New project…' }).waitFor()
    },
    async 'palette'({ page, to }) {
      await to('#/overview')
      await page.getByRole('button', { name: 'Promote QA to Live' }).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog', { name: 'Search or run' }).getByRole('option').first().waitFor()
    },
    async 'palette-nothing'({ page }) {
      await page.keyboard.type('no such words')
      await page.getByText('Nothing has these words', { exact: false }).waitFor()
    },
    async 'shortcuts'({ page, to }) {
      await to('#/overview')
      await page.getByRole('button', { name: 'Promote QA to Live' }).waitFor()
      await page.keyboard.press('F1')
      await page.getByRole('dialog', { name: 'All shortcuts' }).waitFor()
    },
    async 'take-snapshot'({ page, to }) {
      await to('#/overview')
      await press(page, 'Actions for QA')
      await page.getByRole('menuitem', { name: 'Take snapshot…' }).click()
      await page.getByRole('dialog').getByLabel('Note').waitFor()
    },
    async 'add-environment'({ page, to }) {
      await to('#/overview')
      await press(page, 'Add environment')
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).waitFor()
    },
    async 'environment-status'({ page, to }) {
      await to(ref('Live'))
      await page.getByText(/Connected|Connection|Reachable/).first().waitFor()
    },
    async 'environment-drifted'({ page, to }) {
      await to(ref('QA'))
      await page.getByText(/changed outside Lockstep/).first().waitFor()
    },
    async 'edit-environment'({ page }) {
      await press(page, 'Edit QA')
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).waitFor()
    },
    async 'model-objects'({ page, to }) {
      await to(ref('Development', '&tab=model'))
      await page.getByRole('radiogroup', { name: 'Show the model as' }).getByText('Objects').click()
      await page.getByText('customers').first().waitFor()
    },
    async 'model-json'({ page }) {
      await page.getByRole('radiogroup', { name: 'Show the model as' }).getByText('JSON').click()
      await page.getByLabel('Model of Development as JSON').waitFor()
    },
    async 'model-problems'({ page }) {
      await page.getByLabel('Model of Development as JSON').press('End')
      await page.keyboard.type('x')
      await page.getByRole('region', { name: 'Problems' }).getByRole('button', { name: /^Go to line/ }).first().waitFor()
    },
    async 'model-read-only'({ page, to }) {
      await to(ref('Live', '&tab=model'))
      await page.getByText('customers').first().waitFor()
    },
    async 'connection'({ page, to }) {
      await to(ref('QA', '&tab=connection'))
      await page.getByRole('button', { name: 'Test connection' }).first().waitFor()
    },
    async 'history'({ page, to }) {
      await to(ref('QA', '&tab=history'))
      await page.getByRole('listbox', { name: 'Snapshots of QA' }).waitFor()
    },
    async 'history-noted'({ page }) {
      await page.getByRole('option', { name: /Before the autumn release/ }).click()
      await heading(page, 'Before the autumn release')
    },
    async 'history-look'({ page }) {
      await page.getByRole('listbox', { name: 'Snapshots of QA' }).focus()
      await page.keyboard.press('Space')
      await page.getByRole('dialog').waitFor()
    },
    async 'history-two'({ page, to }) {
      await to(ref('QA', '&tab=history'))
      await page.getByRole('listbox', { name: 'Snapshots of QA' }).focus()
      await page.keyboard.press('Shift+ArrowDown')
      await page.getByRole('region', { name: 'Two events of QA' }).waitFor()
    },
    async 'history-note'({ page, to }) {
      await to(ref('QA', '&tab=history&snapshot=Northwind%2FQA%401'))
      await heading(page, 'Before the autumn release')
      await press(page, /^(Edit|Change) (the )?note|^Add a note/)
      await page.getByRole('dialog').getByRole('textbox', { name: 'Note' }).waitFor()
    },
    async 'history-delete'({ page, to }) {
      await to(ref('QA', '&tab=history'))
      await press(page, /^Delete snapshot/)
      await page.getByRole('dialog').getByRole('button', { name: 'Delete snapshot' }).waitFor()
    },
    async 'history-nothing-found'({ page, to }) {
      await to(ref('QA', '&tab=history'))
      await page.getByRole('searchbox').first().fill('no such words')
      await page.getByText(/no (snapshot|event)s? match/i).first().waitFor()
    },
    async 'history-empty'({ page, to }) {
      await to(ref('Development', '&tab=history'))
      await page.getByRole('listbox').or(page.getByText('No snapshots yet')).first().waitFor()
    },
    async 'restore'({ page, to }) {
      await to(ref('QA', '&tab=history&snapshot=Northwind%2FQA%401'))
      await heading(page, 'Before the autumn release')
      await press(page, /^Restore/)
      await page.getByRole('dialog', { name: 'Restore QA' }).or(page.getByRole('radio', { name: 'To QA' })).first().waitFor()
    },
    async 'restore-some'({ page }) {
      await page.getByRole('dialog', { name: 'Restore QA' }).getByRole('radio', { name: /Only the ticked items/ }).check()
      await page.getByRole('tree', { name: 'What to restore' }).waitFor()
    },
    async 'compare'({ page, to }) {
      await to('#/compare?a=Northwind%2FLive&b=Northwind%2FQA')
      await page.getByRole('treeitem', { name: '.env, changed' }).click()
      await page.getByText('SMTP_HOST').first().waitFor()
    },
    async 'compare-unified'({ page }) {
      await page.keyboard.press('u')
      await page.getByLabel('Live, now and QA, now', { exact: true }).waitFor()
    },
    async 'compare-schema'({ page, to }) {
      await to('#/compare?a=Northwind%2FLive&b=Northwind%2FQA')
      await page.getByRole('treeitem', { name: 'products, changed' }).click()
      await page.getByText('legacy_code').first().waitFor()
    },
    async 'compare-binary'({ page, to }) {
      await to('#/compare?a=Northwind%2FLive&b=Northwind%2FDevelopment')
      await page.getByRole('treeitem', { name: /logo\.bin, changed/ }).click()
      await page.getByText(/binary|no text|not text/i).first().waitFor()
    },
    async 'compare-identical'({ page, to }) {
      await to('#/compare?a=Northwind%2FQA&b=Northwind%2FQA')
      await page.getByText(/No differences|the same|nothing differs/i).first().waitFor()
    },
    async 'compare-choose'({ page, to }) {
      await to('#/compare')
      await page.getByRole('combobox', { name: /^Left/ }).or(page.getByRole('button', { name: /^Left/ })).first().waitFor()
    },
    async 'archive'({ page, to }) {
      await to('#/archive')
      await heading(page, 'Archive')
      await page.getByRole('button', { name: 'Choose file…' }).waitFor()
    },
    async 'archive-preview'({ page, program, archive }) {
      await program.emit('archive:dropped', { path: archive })
      await page.getByText('Every file verified').waitFor()
    },
    async 'archive-history'({ page, to }) {
      await to('#/archive')
      await page.getByRole('radio', { name: /^Whole history/ }).check()
      await page.getByRole('button', { name: 'Export to folder…' }).waitFor()
    },
    async 'archive-refused'({ page, to, program, odd }) {
      await to('#/archive')
      await program.answer('open', odd)
      await press(page, 'Choose file…')
      await page.getByText(/ cannot be used\.$/).first().waitFor()
    },
    async 'activity'({ page, to }) {
      await to('#/activity')
      await page.locator('main').getByText('Autumn release').first().waitFor()
    },
    async 'activity-run'({ page, to }) {
      await to('#/activity?run=1')
      await page.getByRole('list', { name: 'Changes' }).or(page.getByRole('heading', { name: 'Changes' })).first().waitFor()
    },
    async 'activity-nothing-found'({ page, to }) {
      await to('#/activity')
      await page.getByLabel('Act', { exact: true }).selectOption('Edits')
      await heading(page, 'No run is like that')
    },
    async 'settings'({ page, to }) {
      await to('#/settings')
      await heading(page, 'Settings')
      await press(page, 'Verify now')
      await page.getByText(/are intact|all intact/).first().waitFor()
    },
    async 'settings-slot'({ page }) {
      await press(page, 'Edit slot main')
      await page.getByRole('dialog').waitFor()
    },
    async 'settings-remove-project'({ page, to }) {
      await to('#/settings')
      await press(page, 'Remove project…')
      await page.getByRole('dialog').waitFor()
    },
    async 'settings-remove-environment'({ page, to }) {
      await to('#/settings')
      await press(page, 'Remove QA')
      await page.getByRole('dialog').waitFor()
    },
    async 'settings-licences'({ page, to }) {
      await to('#/settings')
      await page.getByRole('region', { name: 'About' }).getByText('What it is built of', { exact: false }).click()
      await page.getByRole('button', { name: /sqlite/ }).first().waitFor()
    },
  },
}
