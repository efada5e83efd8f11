// The places of the sample: what places.mjs takes into its list.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { archives, imported } from './archive-places.mjs'
import { compare } from './compare-places.mjs'
import { spoilBody, spoilCatalog } from './damage.mjs'
import { history } from './history-places.mjs'
import { environment, lockstep } from './program.mjs'
import { Wizard, heading, press } from './screens.mjs'
import { sampleWithPast } from './worlds.mjs'

const ref = (environment, rest = '') => `#/environment?ref=Northwind%2F${environment}${rest}`

/** The model of a folder made valid, with another field in the place of the first one of reviews. */
function otherFields(folder) {
  const text = readFileSync(join(folder, 'model.json'), 'utf8')
  return text.replace('"integer"', '"float"').replace('"stars": { "type": "float", "required": true }', '"language": { "type": "string" }')
}

export const tour = {
  name: 'the sample with a past',
  make: sampleWithPast,
  places: {
    async 'overview'({ page, to }) {
      await to('#/overview')
      await page.getByRole('button', { name: 'Promote QA to Live' }).waitFor()
      await page.getByText('The key of the catalog is on this computer alone.').waitFor()
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
    async 'add-check'({ page, to }) {
      await to(ref('QA'))
      await press(page, 'Add a check to QA…')
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('health')
    },
    async 'environment-drifted'({ page, to }) {
      await to(ref('QA'))
      await page.getByText(/changed outside Lockstep/).first().waitFor()
    },
    async 'restore-drift'({ page }) {
      await press(page, 'Put it back…')
      await page.getByRole('dialog', { name: 'Restore QA' }).getByText('will change in 1 place').waitFor()
    },
    async 'wizard-1-against'({ page }) {
      await page.keyboard.press('Escape')
      await press(page, 'Bring it to Development…')
      await page.getByText('This goes against the pipeline.').waitFor()
    },
    async 'edit-environment'({ page, to }) {
      await to(ref('QA'))
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
    async 'model-edited'({ page, at }) {
      await press(page, 'Discard edits')
      await press(page, 'Dismiss')
      await page.getByText('No edits').first().waitFor()
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.evaluate((text) => navigator.clipboard.writeText(text), otherFields(join(at, 'development')))
      await press(page, 'Paste model JSON')
      await page.getByText(/^Valid(, \d+ things? to know)?$/).waitFor()
    },
    async 'model-changes'({ page }) {
      await press(page, 'Show changes')
      await page.getByRole('textbox', { name: 'Your edits' }).waitFor()
    },
    async 'wizard-2-edit'({ page }) {
      await press(page, 'Validate and update')
      await page.getByRole('radio', { name: /^Accept the loss/ }).first().waitFor()
    },
    async 'wizard-4-edit'({ page }) {
      const steps = new Wizard(page)
      await steps.acceptAll()
      await steps.next('Review')
    },
    async 'model-read-only-json'({ page, to }) {
      await to(ref('Live', '&tab=model'))
      await page.getByLabel('Model of Live as JSON').waitFor()
    },
    async 'model-read-only'({ page }) {
      await page.getByRole('radiogroup', { name: 'Show the model as' }).getByText('Objects').click()
      await page.getByText('customers').first().waitFor()
    },
    async 'connection'({ page, to }) {
      await to(ref('QA', '&tab=connection'))
      await page.getByRole('button', { name: 'Test connection' }).first().waitFor()
    },
    ...history,
    ...compare,
    ...archives,
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
    async 'settings-save-key'({ page }) {
      await press(page, 'Save key file…')
      await page.getByRole('dialog').getByLabel('The same once more').fill('battery')
      await page.getByRole('dialog').getByText('The two differ.').waitFor()
    },
    async 'settings-apply'({ page, to, dir, program }) {
      const file = join(dir, 'northwind.toml')
      const { text } = lockstep(dir, 'project', 'export', 'Northwind', '-o', file)
      const without = text.slice(0, text.indexOf('[[environment]]\nname = "Live"')) + text.slice(text.indexOf('[[environment]]\nname = "QA"'))
      writeFileSync(file, `${without.replace('role = "test"', 'role = "live"')}\n[[slot]]\nname = "pages"\nkind = "folder"\n\n[slot.settings]\ninclude = [\n  "*.html",\n  "*.css",\n]\n`)
      await to('#/settings')
      await program.answer('open', file)
      await press(page, 'Apply settings…')
      await page.getByRole('dialog').getByText('It stays: environment Live.').waitFor()
    },
    async 'settings-apply-refused'({ page, to, dir, program }) {
      await page.keyboard.press('Escape')
      writeFileSync(join(dir, 'newer.toml'), 'format = 99\n')
      await to('#/settings')
      await program.answer('open', join(dir, 'newer.toml'))
      await press(page, 'Apply settings…')
      await page.getByRole('dialog').getByText('A newer Lockstep has written this file').waitFor()
    },
    async 'settings-history-kept'({ page, to }) {
      await to('#/settings')
      await page.getByRole('radio', { name: 'Only so much of each environment' }).check()
      await page.getByRole('textbox', { name: 'the newest … snapshots' }).fill('ten')
      await page.getByText('Give whole numbers, such as 10.').scrollIntoViewIfNeeded()
    },
    async 'settings-prune-nothing'({ page }) {
      await press(page, 'Discard')
      await press(page, 'Prune…')
      await page.getByRole('dialog').getByText('There is nothing to take out', { exact: false }).waitFor()
    },
    async 'settings-prune'({ page, to, dir }) {
      for (const _ of ['one that goes', 'one that stays']) lockstep(dir, 'snapshot', 'take', 'Development')
      lockstep(dir, 'project', 'keep', 'Northwind', '--keep-last', '1')
      await to('#/settings')
      await press(page, 'Prune…')
      await page.getByRole('dialog').getByText('No rule keeps it').first().waitFor()
      lockstep(dir, 'project', 'keep', 'Northwind', '--everything')
    },
    async 'settings-slot'({ page, to }) {
      await to('#/settings')
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
    async 'settings-damaged'({ page, to, dir }) {
      spoilBody(environment(dir).LOCKSTEP_HOME)
      await to('#/settings')
      await press(page, 'Verify now')
      await page.getByText(/^\d+ damaged\.$/).waitFor()
    },
    async 'history-damaged'({ page }) {
      await page.getByRole('region', { name: 'Catalog' }).getByRole('link', { name: /@/ }).first().click()
      await page.getByRole('region', { name: /^Snapshot/ }).getByText(/items? (is|are) damaged: /).waitFor()
    },
    ...imported,
    async 'catalog-unreadable'({ page, dir, to }) {
      await to('#/overview')
      await page.getByRole('region', { name: 'Shop floor' }).waitFor()
      spoilCatalog(environment(dir).LOCKSTEP_HOME)
      await to('#/overview')
      await page.getByText('The catalog cannot be read.').waitFor()
    },
  },
}
