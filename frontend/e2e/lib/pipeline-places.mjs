// The places of a pipeline: its shapes, and the states of its stages.
import { rmSync } from 'node:fs'
import { heading, press } from './screens.mjs'
import { held } from './stage.mjs'
import { pipeline, shapes } from './worlds.mjs'

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
      await page.getByRole('button', { name: 'Ask for the key file later' }).waitFor()
    },
    async 'environment-unreachable'({ page, to }) {
      await to('#/environment?ref=Shop%2FPreview')
      await page.getByText(/preview/).first().waitFor()
      await page.getByRole('button', { name: /Try again/ }).first().waitFor()
    },
    async 'connection-unreachable'({ page, to }) {
      await to('#/environment?ref=Shop%2FPreview&tab=connection')
      await page.getByText('Preview did not answer.').waitFor()
    },
    async 'wizard-1-drifted'({ page, to }) {
      await to('#/overview')
      await press(page, 'Promote Staging to Live')
      await page.getByText(/changed on Staging outside Lockstep/).waitFor()
    },
    async 'wizard-1-nothing'({ page }) {
      await page.getByRole('radio', { name: 'From Development' }).click()
      await page.getByRole('radio', { name: 'To QA' }).click()
      await page.getByText('QA has everything already.').waitFor()
    },
    async 'wizard-1-passes-over'({ page }) {
      await page.getByRole('radio', { name: 'To Staging' }).click()
      await page.getByText('This passes over QA.').waitFor()
    },
    async 'wizard-1-unreachable'({ page }) {
      await page.getByRole('radio', { name: 'To Preview' }).click()
      await page.getByText('There is no plan.').waitFor()
    },
    async 'compare-refused'({ page, to }) {
      await to('#/compare?a=Shop%2FPreview&b=Shop%2FQA')
      await page.getByText('These two cannot be compared.').waitFor()
    },
    async 'overview-away'({ page, to, at }) {
      await to('#/overview')
      const qa = page.getByRole('region', { name: 'QA', exact: true })
      await qa.getByText(/^Unchanged since/).waitFor()
      rmSync(at.qa, { recursive: true })
      await page.keyboard.press('r')
      await qa.getByText(/^Last seen/).waitFor()
    },
    async 'environment-away'({ page }) {
      await page.getByRole('region', { name: 'QA', exact: true }).getByRole('link', { name: 'QA', exact: true }).click()
      await page.getByText('QA cannot be read').waitFor()
    },
  },
}

/** Shows another project. */
async function switchTo({ page, to }, project) {
  await to('#/overview')
  await pick(page, project)
}

async function pick(page, project) {
  await press(page, /choose another project/)
  await page.getByRole('menuitem', { name: project }).click()
}

/** Goes somewhere within the page, whose program cannot give it anew. */
const at = (page, route) => page.evaluate((hash) => (location.hash = hash), route)

const forms = {
  name: 'pipelines of other shapes',
  make: shapes,
  places: {
    async 'overview-eight'(stage) {
      await switchTo(stage, 'Row')
      await stage.page.getByText('Each bar shows', { exact: false }).waitFor()
    },
    async 'overview-tree'(stage) {
      await switchTo(stage, 'Tree')
      await heading(stage.page, 'On the way to Live EU')
    },
    async 'overview-reading'(stage) {
      // Both, since the way that it remembers may be told before an environment is looked at, or after.
      stage.letGo = await held(stage, ['Look', 'Travel'], () => pick(stage.page, 'Even'))
      await stage.page.getByText('Checking…').waitFor()
    },
    async 'history-reading'({ page }) {
      await at(page, '#/environment?ref=Even%2FLive&tab=history')
      await page.getByText('Reading the history').waitFor()
    },
    async 'compare-reading'({ page }) {
      await at(page, '#/compare?a=Even%2FLive&b=Even%2FQA')
      await page.getByText('Nothing is written.', { exact: false }).waitFor()
    },
    async 'activity-reading'({ page }) {
      await at(page, '#/activity')
      await page.getByText('Reading the runs').waitFor()
    },
    async 'overview-in-step'({ page, letGo, to }) {
      await letGo()
      await to('#/overview')
      await page.getByText('Everything on Development is on Live.').waitFor()
    },
    async 'overview-one'(stage) {
      await switchTo(stage, 'Alone')
      await stage.page.getByRole('region', { name: 'Development' }).getByText(/^Read at/).waitFor()
    },
    async 'palette-projects'({ page }) {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('Switch')
      await page.getByRole('option', { name: /^Switch to Tree/ }).waitFor()
    },
  },
}

export const pipelines = [states, forms]
