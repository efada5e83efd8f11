// What belongs to each environment: it is asked about before a first promotion, a value that the target lacks is given on
// the way, secrets are seen one by one, and what is live comes down to Development without them.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { sample } from '../lib/projects.mjs'
import { RestoreDialog, Wizard, heading, openHistory, press } from '../lib/screens.mjs'
import { withHole } from '../lib/worlds.mjs'

/** The key of the mail is a secret that QA lacks, and its host is known to be its own. */
function ruledHole(dir) {
  const { at } = withHole(dir)
  lockstep(dir, 'value', 'secret', 'file/app.json#/mail/key')
  lockstep(dir, 'value', 'keep', 'file/app.json#/mail/host')
  return at
}

async function begin(t, make) {
  const dir = scratch(t)
  const at = make(dir)
  const program = await start(t, dir)
  const page = await open(dir, program)
  return { dir, at, page, wizard: new Wizard(page) }
}

test('a value that the target lacks is asked for, given unseen and laid in by the run', async (t) => {
  const { at, page, wizard } = await begin(t, ruledHole)
  await press(page, 'Promote Development to QA')
  await page.getByText('QA keeps its own value.').waitFor()
  await wizard.next('Configuration')
  const panel = page.getByRole('region', { name: 'Environment values on QA' })
  await panel.getByText('QA has no value yet.').waitFor()
  await panel.getByText('mail.qa.example').waitFor()
  await page.getByText('1 answer needed to go on').waitFor()
  assert.equal(await page.getByText('it is a mask', { exact: false }).count(), 0, 'what stands in its place is no leak')
  assert.ok(await wizard.nextButton.isDisabled())
  await shot(page, 'wizard-3-hole')

  await press(page, 'Give it a value: /mail/key')
  const field = panel.getByLabel('/mail/key on QA', { exact: true })
  await field.and(page.locator(':focus')).waitFor()
  assert.equal(await field.getAttribute('type'), 'password')
  await page.keyboard.type('key-of-qa')
  await press(page, 'Show what is typed')
  assert.equal(await field.getAttribute('type'), 'text')
  await field.press('Enter')
  await panel.getByText('Given here, and laid in by the run.').waitFor()
  await page.getByRole('button', { name: 'Next: Review' }).and(page.locator(':focus')).waitFor()
  assert.equal(await page.getByText('key-of-qa').count(), 0, 'what was given is not shown')
  await shot(page, 'wizard-3-ready')

  await wizard.next('Review')
  await page.getByText('1 value given here is new: /mail/key.').waitFor()
  await wizard.start('promote', 'QA matches the plan')
  assert.deepEqual(JSON.parse(readFileSync(join(at.qa, 'app.json'), 'utf8')), { mail: { host: 'mail.qa.example', key: 'key-of-qa' } })
})

test('a restore keeps the values of its target, or brings those of the snapshot where that is asked for', async (t) => {
  const { dir, at, page, wizard } = await begin(t, ruledHole)
  lockstep(dir, 'snapshot', 'take', 'Development')
  await page.reload()
  await openHistory(page, 'Development')
  await page.getByRole('button', { name: 'Restore…' }).click()
  const restore = new RestoreDialog(page, 'Development')
  await restore.onto('QA')
  await restore.dialog.getByText('QA keeps its own value.').waitFor()
  await restore.dialog.getByText('QA has no value of its own for /mail/key of app.json.', { exact: false }).waitFor()
  assert.ok(await restore.starts.isDisabled())
  await shot(page, 'restore-dialog-hole')
  await restore.dialog.getByRole('checkbox', { name: /With this snapshot’s environment values/ }).check()
  await restore.dialog.getByText('QA keeps its own').waitFor({ state: 'detached' })
  await restore.changes(2)
  await restore.dialog.getByRole('checkbox', { name: /With this snapshot’s environment values/ }).uncheck()
  await restore.dialog.getByLabel('/mail/key', { exact: true }).fill('key-of-qa')
  await restore.dialog.getByLabel('/mail/key', { exact: true }).press('Enter')
  await restore.starts.and(page.locator(':enabled')).waitFor()
  await restore.start()
  await wizard.ended('QA matches the plan')
  assert.deepEqual(JSON.parse(readFileSync(join(at.qa, 'app.json'), 'utf8')), { mail: { host: 'mail.qa.example', key: 'key-of-qa' } })
})

test('before a first promotion it is asked what belongs to each environment', async (t) => {
  const { dir, at, page, wizard } = await begin(t, (dir) => sample(dir, { rules: [] }))
  const qa = contents(join(at, 'qa'))
  const asked = 'What belongs to each environment?'
  await press(page, 'Promote Development to QA')

  await t.test('not now puts it off for this promotion alone', async () => {
    await press(page, 'Next: Model')
    await heading(page, asked)
    await shot(page, 'wizard-1-proposals')
    await page.keyboard.press('Escape')
    await heading(page, 'What should move, and where to?')
    await press(page, 'Next: Model')
    await heading(page, asked)
    await press(page, 'Not now')
    await heading(page, 'Model')
    assert.deepEqual(lockstep(dir, 'value', 'list').rules, [])
    await press(page, 'Save and close')
    await press(page, 'Promote Development to QA')
    await press(page, 'Next: Model')
    await heading(page, asked)
  })

  await t.test('what is ticked is kept, and the plan is made by it', async () => {
    assert.ok(await page.getByRole('checkbox', { name: /^APP_URL/ }).isChecked())
    assert.equal(await page.getByRole('checkbox', { name: /^APP_DEBUG/ }).isChecked(), false)
    await page.getByRole('checkbox', { name: /^APP_DEBUG/ }).check()
    await page.getByRole('radiogroup', { name: 'What APP_DEBUG is' }).getByText('Secret').click()
    await page.getByRole('checkbox', { name: 'Don’t ask again about the others' }).check()
    await shot(page, 'wizard-1-proposals-said')
    await page.getByRole('button', { name: /^Keep these \d+ values$/ }).click()
    await heading(page, 'Model')
    const { rules } = lockstep(dir, 'value', 'list')
    assert.equal(rules.find((rule) => rule.pattern === 'file/.env#APP_DEBUG').kind, 'secret')
    assert.equal(rules.find((rule) => rule.pattern === 'file/.env#APP_URL').kind, 'keep')
    assert.deepEqual(lockstep(dir, 'value', 'suggest').suggestions, [], 'the others are turned down')
    await press(page, 'Leave it out: stock_counts')
    await wizard.acceptAll()
    await wizard.next('Configuration')
    await page.getByRole('region', { name: 'Environment values on QA' }).getByText('https://qa.northwind.example').waitFor()
    await shot(page, 'wizard-3-kept')
    await wizard.next('Review')
    await page.getByText(/QA keeps its own \d+ values; secrets are not copied\./).waitFor()
    await wizard.start('promote', 'QA matches the plan')
    for (const line of ['APP_URL=https://qa.northwind.example', 'PAYMENT_KEY=made-up-sandbox-key-0002']) assert.ok(readFileSync(join(at, 'qa/.env'), 'utf8').includes(line), line)
    assert.notDeepEqual(contents(join(at, 'qa')), qa)
  })
})

test('what would come to Live and may not belong there travels only where somebody lets it, and the review says so', async (t) => {
  const { at, page, wizard } = await begin(t, (dir) => sample(dir, { rules: [] }))
  await press(page, 'Promote QA to Live')
  await press(page, 'Allow writing to Live')
  await press(page, 'Next: Model')
  await press(page, 'Not now')
  await heading(page, 'Model')
  await wizard.acceptAll()
  await wizard.next('Configuration')
  assert.ok(await wizard.nextButton.isDisabled())
  await page.getByRole('radio', { name: 'Let it travel: .env' }).click()
  await wizard.next('Review')
  await page.getByText('7 values let travel', { exact: true }).waitFor()
  await page.getByText('it names a host of QA', { exact: false }).first().waitFor()
  await shot(page, 'wizard-4-let-travel')
  await page.getByLabel('Why').fill('As QA is')
  await page.getByLabel('Type Live to confirm').fill('Live')
  await wizard.start('promote', 'Live matches the plan')
  assert.equal(contents(join(at, 'live'))['.env'], contents(join(at, 'qa'))['.env'])
})

test('environment values are left out of a comparison, and secrets are seen one by one', async (t) => {
  const { page } = await begin(t, sample)
  await page.evaluate(() => (location.hash = '#/compare?a=Northwind%2FLive&b=Northwind%2FQA&item=main%3Afile%2F.env'))
  await page.getByText('10 environment values were ignored.').waitFor()
  assert.ok(await page.getByRole('switch', { name: 'Ignore environment values' }).isChecked())
  assert.equal(await page.getByRole('treeitem', { name: '.env, changed' }).count(), 0)
  await shot(page, 'compare-ignored')
  await page.getByRole('button', { name: 'Show them' }).click()
  await page.getByRole('treeitem', { name: '.env, changed' }).waitFor()
  const row = page.getByRole('row', { name: /SMTP_PASSWORD/ })
  await row.getByText('differs').first().waitFor()
  await page.getByRole('row', { name: /SMTP_HOST/ }).getByText('mail-trap.qa.example').waitFor()
  const hidden = async () => assert.equal(await page.getByText('made-up-mail-password').count(), 0)
  await hidden()
  assert.equal(await row.getByRole('button').count(), 0, 'a masked secret cannot be asked for')
  await page.getByRole('switch', { name: 'Mask secrets' }).click()
  await hidden()
  await row.getByRole('button', { name: 'Show SMTP_PASSWORD' }).click()
  await row.getByText('made-up-mail-password-live').waitFor()
  await row.getByText('made-up-mail-password-qa').waitFor()
  assert.equal(await page.getByText('made-up-sandbox-key').count(), 0, 'each is asked for by itself')
  await shot(page, 'compare-revealed')

  await page.getByRole('treeitem', { name: 'mail.json, changed' }).click()
  await page.getByRole('treeitem', { name: '.env, changed' }).click()
  await row.waitFor()
  await hidden()
  await row.getByRole('button', { name: 'Show SMTP_PASSWORD' }).click()
  await row.getByText('made-up-mail-password-live').waitFor()
  await page.getByRole('switch', { name: 'Mask secrets' }).click()
  await row.getByText('differs').first().waitFor()
  await hidden()
})

test('what is live comes down to Development, which keeps its own values', async (t) => {
  const { at, page, wizard } = await begin(t, sample)
  const before = contents(join(at, 'development'))
  await press(page, 'Actions for Live')
  await page.getByRole('menuitem', { name: 'Bring Live down to Development…' }).click()
  await page.getByText('This goes against the pipeline.').waitFor()
  await page.getByText(/Development keeps its own \d+ values; secrets are not copied\./).waitFor()
  await shot(page, 'wizard-1-down')
  await wizard.next('Model')
  await page.getByRole('tree', { name: 'Changes' }).focus()
  await page.keyboard.press('n') // the model stays
  await wizard.next('Configuration')
  await wizard.next('Review')
  await page.getByText(/Development keeps its own \d+ values; secrets are not copied\./).waitFor()
  await shot(page, 'wizard-4-down')
  await wizard.start('promote', 'Development matches the plan')
  const [live, development] = [contents(join(at, 'live')), contents(join(at, 'development'))]
  assert.equal(development['.env'], before['.env'])
  assert.deepEqual(development['settings/mail.json'], live['settings/mail.json'])
})
