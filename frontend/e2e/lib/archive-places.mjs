// The places of archives, and of what came out of one.
import { heading, press } from './screens.mjs'

/** Goes to the page and lets a file or folder fall on it, once it heeds that. */
async function drop({ page, to, program }, path) {
  await to('#/archive')
  await page.getByRole('button', { name: 'Choose file…' }).waitFor()
  await program.emit('archive:dropped', { path })
}

export const archives = {
  async 'archive'({ page, to }) {
    await to('#/archive')
    await heading(page, 'Archive')
    await page.getByRole('button', { name: 'Choose file…' }).waitFor()
  },
  async 'archive-preview'({ page, program, archive }) {
    await program.emit('archive:dropped', { path: archive })
    await page.getByText('Every file verified').waitFor()
  },
  async 'archive-item'({ page }) {
    await press(page, 'Only look')
    await page.getByRole('button', { name: /^settings\/tax\.json/ }).click()
    await page.getByLabel('Content of settings/tax.json').waitFor()
  },
  async 'archive-damaged'(stage) {
    const { page, spoilt } = stage
    await drop(stage, spoilt)
    await page.getByText(/1 of \d+ items is damaged\./).waitFor()
    await page.getByRole('button', { name: /^settings\/shop\.json damaged/ }).click()
    await page.getByText('Its content is not what was exported.').waitFor()
  },
  async 'archive-history'({ page, to }) {
    await to('#/archive')
    await page.getByRole('radio', { name: /^Whole history/ }).check()
    await page.getByRole('checkbox', { name: 'Seal it with a passphrase' }).check()
    await page.getByLabel('Once more').waitFor()
  },
  async 'archive-sealed'(stage) {
    const { page, sealed } = stage
    await drop(stage, sealed)
    await page.getByRole('button', { name: 'Open', exact: true }).waitFor()
  },
  async 'archive-backup-damaged'(stage) {
    const { page, tornBackup } = stage
    await drop(stage, tornBackup)
    await page.getByText('What is damaged', { exact: true }).click()
    await page.getByRole('button', { name: 'Take what is whole…' }).waitFor()
  },
  async 'archive-refused'({ page, to, program, odd }) {
    await to('#/archive')
    await program.answer('open', odd)
    await press(page, 'Choose file…')
    await page.getByText(/ cannot be used\.$/).first().waitFor()
  },
  async 'drop-frame'({ page, to, archive }) {
    await to('#/archive')
    await page.getByRole('button', { name: 'Choose file…' }).waitFor()
    const session = await page.context().newCDPSession(page)
    const data = { items: [], files: [archive], dragOperationsMask: 1 }
    const drag = (type) => session.send('Input.dispatchDragEvent', { type, x: 640, y: 400, data })
    await drag('dragEnter')
    // A hand that holds a file over a window tells it so again and again.
    await page.waitForFunction(() => new Promise((drawn) => requestAnimationFrame(() => drawn(true))))
    for (let told = 0; told < 100 && !(await page.getByText(/^Drop to open/).isVisible()); told++) await drag('dragOver')
    await page.getByText(/^Drop to open/).waitFor()
  },
}

/** What comes from another computer: from here on the catalog has a second project. */
export const imported = {
  async 'archive-folder'(stage) {
    const { page, folder } = stage
    await drop(stage, folder)
    await page.getByText('1 file of the folder is left aside').click()
    await page.getByText('It is a text.', { exact: false }).waitFor()
  },
  async 'archive-added'({ page }) {
    await press(page, /^Add 2 snapshots to/)
    await page.getByRole('button', { name: 'Open history' }).waitFor()
  },
  async 'history-imported'({ page }) {
    await press(page, 'Open history')
    await page.getByRole('listbox', { name: 'Snapshots of Shop floor' }).waitFor()
    await page.getByText(', imported from an archive.', { exact: false }).waitFor()
  },
  async 'environment-not-connected'({ page, to }) {
    await to('#/environment?ref=Harbour%2FShop%20floor')
    await page.getByText('Nothing can be read until', { exact: false }).waitFor()
  },
  async 'connection-empty'({ page, to }) {
    await to('#/environment?ref=Harbour%2FShop%20floor&tab=connection')
    await page.getByRole('heading', { name: /^Folder of files/ }).or(page.getByText('The project has no slot yet', { exact: false })).first().waitFor()
  },
  async 'overview-not-connected'({ page, to }) {
    await to('#/overview')
    await press(page, /choose another project/)
    await page.getByRole('menuitem', { name: 'Harbour' }).click()
    await page.getByRole('region', { name: 'Shop floor' }).getByText('Not connected yet').waitFor()
  },
}
