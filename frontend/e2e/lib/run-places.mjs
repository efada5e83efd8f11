// The places of runs: under way, held, stopped, gone astray and killed.
import { join } from 'node:path'
import { appears } from './gate.mjs'
import { Wizard, heading, press } from './screens.mjs'
import { again, held, waits } from './stage.mjs'
import { astray, gated, halted, slow } from './worlds.mjs'

/** Goes through the wizard from an arrow of the overview, as far as its review. */
async function review({ page, to }, ...steps) {
  await to('#/overview')
  await press(page, 'Promote Development to QA')
  const wizard = new Wizard(page)
  await page.getByRole('button', { name: /^Next: / }).waitFor()
  for (const step of [...steps, 'Review']) await wizard.next(step)
}

async function promote(stage, ...steps) {
  await review(stage, ...steps)
  await press(stage.page, 'Snapshot and promote')
}

const underWay = {
  name: 'a run under way',
  make: gated,
  places: {
    async 'wizard-5-run'(stage) {
      await promote(stage, 'Model', 'Configuration')
      stage.pass = await stage.gate.reached()
      await stage.page.getByText('Reload the shop').first().waitFor()
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
    async 'activity-undone'({ page, to }) {
      await to('#/activity')
      await page.getByText('Run 1 · Undone').waitFor()
    },
  },
}

const halfWay = {
  name: 'a run that stops half way',
  make: halted,
  places: {
    async 'wizard-5-failed-half'(stage) {
      await review(stage, 'Model', 'Configuration')
      stage.come()
      await press(stage.page, 'Snapshot and promote')
      await stage.page.getByText('1 of 3 items of the configuration is new', { exact: false }).waitFor()
    },
    async 'wizard-5-unknown'(stage) {
      await stage.to('#/overview')
      await stage.page.getByText('QA waits for an answer.').waitFor()
      stage.letGo = await held(stage, ['ReadBack'], () => stage.page.evaluate(() => (location.hash = '#/wizard')))
      await heading(stage.page, 'Outcome unknown, reading back')
    },
    async 'overview-hindered'({ page, to, letGo }) {
      await letGo()
      await to('#/overview')
      await page.getByText('Run 1 is not finished').first().waitFor()
    },
    async 'environment-hindered'({ page, to }) {
      await to('#/environment?ref=Shop%2FQA')
      await page.getByText('A run is not finished here', { exact: false }).waitFor()
    },
    async 'history-open'({ page, to }) {
      await to('#/environment?ref=Shop%2FQA&tab=history')
      await page.getByText('This run is not finished.').waitFor()
    },
    async 'settings-remove-open'({ page, to }) {
      await to('#/settings')
      await press(page, 'Remove QA')
      await page.getByRole('dialog').getByText('Run 1 still waits for an answer there', { exact: false }).waitFor()
    },
    async 'activity-open'({ page, to }) {
      await to('#/activity')
      await page.getByRole('button', { name: /^Leave it as it is/ }).waitFor()
    },
    async 'activity-left'({ page }) {
      await page.getByRole('button', { name: /^Leave it as it is/ }).click()
      await page.getByText('Left as it was').first().waitFor()
      await page.getByRole('button', { name: /^Leave it as it is/ }).waitFor({ state: 'detached' })
    },
  },
}

const goneAstray = {
  name: 'runs that go astray',
  make: astray,
  places: {
    async 'wizard-5-diverged'(stage) {
      await promote(stage, 'Configuration')
      await heading(stage.page, 'QA does not match the plan')
      await stage.page.getByText('read back at', { exact: false }).waitFor()
    },
    async 'activity-diverged'({ page, to }) {
      await to('#/activity?run=1')
      await page.getByText('style.css differs from what was wanted.').waitFor()
    },
    async 'wizard-6-unclear'(stage) {
      const { page, to, follows } = stage
      follows("echo 'no worker answers' >&2; exit 3")
      await to('#/overview')
      await press(page, 'Leave QA as it is')
      await page.getByText('QA waits for an answer.').waitFor({ state: 'detached' })
      await promote(stage, 'Configuration')
      await heading(page, 'QA matches the plan')
    },
    async 'activity-failed'({ page, to }) {
      await to('#/activity')
      await page.getByText('no worker answers', { exact: false }).first().waitFor()
    },
    async 'clear-cache'({ page, to }) {
      await to('#/overview')
      await page.getByRole('region', { name: 'QA', exact: true }).getByText(/^Unchanged since/).waitFor()
      await page.keyboard.press('Control+k')
      await page.keyboard.type('Build the pages on QA')
      await page.getByRole('option', { name: /^Build the pages on QA/ }).click()
      await page.getByRole('dialog', { name: 'Build the pages on QA' }).waitFor()
    },
    async 'clear-cache-refused'({ page }) {
      await page.getByRole('dialog').getByRole('button', { name: 'Build the pages' }).click()
      await page.getByRole('dialog').getByText('no worker answers', { exact: false }).waitFor()
    },
    async 'toast-loss'({ page, to }) {
      await to('#/environment?ref=Shop%2FQA')
      await press(page, 'Build the pages')
      await page.getByRole('alert').getByText('no worker answers', { exact: false }).waitFor()
    },
  },
}

const killed = {
  name: 'a program that is held and killed while it writes',
  make: slow,
  mayLog: /ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_NETWORK/,
  places: {
    async 'wizard-5-writing'(stage) {
      const { page, program, at } = stage
      await review(stage, 'Model', 'Configuration')
      const written = appears(join(at.qa, 'pages'), '3.html')
      await press(page, 'Snapshot and promote')
      await written
      await program.freeze()
      waits(page)
      await page.getByText(/ of 1,501 changes/).waitFor()
    },
    async 'overview-running'({ page }) {
      await page.getByRole('link', { name: 'Run in background' }).click()
      await page.getByRole('link', { name: /^Running \d+ %/ }).waitFor()
    },
    async 'activity-interrupted'(stage) {
      await stage.program.kill()
      await again(stage)
      await stage.to('#/activity')
      await stage.page.getByText('The program ended in the middle of the run.').first().waitFor()
    },
  },
}

export const runs = [underWay, halfWay, goneAstray, killed]
