// What the tests do on more than one screen, in the words that a person reads there.
import { join } from 'node:path'
import { sampleRules } from './projects.mjs'

/** Makes the sample from the first screen, says what belongs to each of its environments, and gives its folder. */
export async function openSample(page, dir, { rules = sampleRules } = {}) {
  await page.getByRole('button', { name: 'Open the sample project' }).click()
  await page.getByRole('button', { name: 'Promote Development to QA' }).waitFor()
  if (rules.length > 0) await page.evaluate((all) => window.go.app.App.SetRules('Northwind', all), rules)
  return join(dir, 'Lockstep sample')
}

/** The wizard of promotion, restore, roll back and edit. */
export class Wizard {
  constructor(page) {
    this.page = page
    this.nextButton = page.getByRole('button', { name: /^Next: / })
  }

  /** Goes to the next step, which must be the one of that title. */
  async next(title) {
    await this.#press(this.page.getByRole('button', { name: `Next: ${title}` }))
    await this.page.getByRole('heading', { name: title, exact: true }).waitFor()
  }

  /** Accepts every loss that is asked about on the step. */
  async acceptAll() {
    for (const loss of await this.page.getByRole('radio', { name: /^Accept the loss/ }).all()) await loss.click()
  }

  /** Starts the run from the review, and waits for the page that says how it ended. */
  async start(act, ended) {
    await this.#press(this.page.getByRole('button', { name: `Snapshot and ${act}` }))
    await this.ended(ended)
  }

  async ended(title) {
    await this.page.getByRole('heading', { name: title }).waitFor()
  }

  async done() {
    await this.#press(this.page.getByRole('button', { name: 'Done', exact: true }))
  }

  /** Presses a button as soon as it can be. Nothing that is said in passing may lie over it. */
  async #press(button) {
    await button.and(this.page.locator(':enabled')).click()
  }

  #box(name, state = '') {
    return this.page.locator(`input[type=checkbox][aria-label^=${JSON.stringify(`${name}, `)}]${state}`)
  }

  async ticked(name) {
    return this.#box(name).isChecked()
  }

  async tick(name) {
    await this.#box(name).click()
    await this.#box(name, ':checked').waitFor()
  }

  async untick(name) {
    await this.#box(name).click()
    await this.#box(name, ':not(:checked)').waitFor()
  }
}

/** Opens the page of an environment from anywhere but the wizard, at one of its tabs. */
export async function openEnvironment(page, name, tab) {
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name }).click()
  await page.getByRole('navigation', { name: `${name}: parts` }).getByRole('link', { name: tab }).click()
}

/** Opens the history of an environment from anywhere but the wizard. */
export async function openHistory(page, name) {
  await openEnvironment(page, name, /^History/)
  await page.getByRole('listbox', { name: `Snapshots of ${name}` }).waitFor()
}

/** Chooses a snapshot of the history by its number. */
export async function chooseSnapshot(page, number) {
  await page.locator(`#snapshot-${number}`).click()
  await page.locator(`#snapshot-${number}[aria-selected=true]`).waitFor()
}

/** The dialog that a restore begins with. */
export class RestoreDialog {
  constructor(page, target) {
    this.page = page
    this.dialog = page.getByRole('dialog', { name: `Restore ${target}` })
  }

  async onto(target) {
    await this.dialog.getByLabel('Restore to').selectOption({ label: target })
    this.dialog = this.page.getByRole('dialog', { name: `Restore ${target}` })
    await this.dialog.waitFor()
  }

  /** Waits until the plan says in how many places the target will change. */
  async changes(places) {
    await this.dialog.getByText(`will change in ${places} place${places === 1 ? '' : 's'}`).waitFor()
  }

  async scope(name) {
    await this.dialog.getByRole('radio', { name }).check()
  }

  async untick(name) {
    await this.dialog.getByRole('treeitem', { name: new RegExp(name) }).click()
    await this.dialog.getByRole('treeitem', { name: new RegExp(name), checked: false }).waitFor()
  }

  get starts() {
    return this.dialog.getByRole('button', { name: 'Snapshot and restore' })
  }

  async start() {
    await this.starts.and(this.page.locator(':enabled')).click()
  }
}

/** Waits for a heading. */
export const heading = (page, name) => page.getByRole('heading', { name }).first().waitFor()

/** Presses the first button of a name. */
export const press = (page, name) => page.getByRole('button', { name }).first().click()
