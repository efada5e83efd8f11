// Every screen and every dialog of the window, and how to get there: the one list that axe, the pictures, the layout
// and the network are tested with. A screen that is not here is not tested.
import { odd } from './compare-places.mjs'
import { pipelines } from './pipeline-places.mjs'
import { write } from './projects.mjs'
import { runs } from './run-places.mjs'
import { tour } from './sample-places.mjs'
import { heading, press } from './screens.mjs'
import { values } from './values-places.mjs'
import { wizards } from './wizard-places.mjs'

const nothing = {
  name: 'a first start',
  places: {
    async 'first-run'({ page, to }) {
      await to('#/overview')
      await page.getByRole('button', { name: 'Open the sample project' }).waitFor()
    },
    async 'first-run-refused'({ page, dir, program }) {
      write(dir, { 'photos.zip': '\x89PNG\r\n' })
      await program.answer('open', `${dir}/photos.zip`)
      await press(page, 'Open an archive file')
      await page.getByText('This file is not a Lockstep archive.', { exact: false }).waitFor()
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

// The longest comes first: two are gone through at a time.
export const worlds = [tour, nothing, odd, ...pipelines, ...wizards, ...runs, values]
