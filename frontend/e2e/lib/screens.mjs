// What the tests do on more than one screen, in the words that a person reads there.
import { join } from 'node:path'

/** Makes the sample from the first screen and gives its folder. */
export async function openSample(page, dir) {
  await page.getByRole('button', { name: 'Open the sample project' }).click()
  await page.getByRole('button', { name: 'Promote Development to QA' }).waitFor()
  return join(dir, 'Lockstep sample')
}

/** The wizard of promotion, restore and roll back. */
export class Wizard {
  constructor(page) {
    this.page = page
    this.nextButton = page.getByRole('button', { name: /^Next: / })
  }

  /** Goes to the next step, which must be the one of that title. */
  async next(title) {
    await this.page.getByRole('button', { name: `Next: ${title}` }).click()
    await this.page.getByRole('heading', { name: title, exact: true }).waitFor()
  }

  #box(name) {
    return this.page.locator(`input[type=checkbox][aria-label^=${JSON.stringify(`${name}, `)}]`)
  }

  async ticked(name) {
    return this.#box(name).isChecked()
  }

  async untick(name) {
    await this.#box(name).click()
    await this.page.locator(`input[type=checkbox][aria-label^=${JSON.stringify(`${name}, `)}]:not(:checked)`).waitFor()
  }
}

/** Opens the history of an environment from anywhere. */
export async function openHistory(page, name) {
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name }).click()
  await page.getByRole('link', { name: /^History/ }).click()
  await page.getByRole('listbox', { name: `Snapshots of ${name}` }).waitFor()
}
