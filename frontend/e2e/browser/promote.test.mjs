// The main job in the page: the sample goes from Development to QA to Live, and Live is rolled back.
import assert from 'node:assert/strict'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { open, shot } from '../lib/browser.mjs'
import { contents, model, without } from '../lib/files.mjs'
import { lockstep, scratch, start } from '../lib/program.mjs'
import { Wizard, openSample } from '../lib/screens.mjs'

test('the sample is promoted from Development to QA to Live, and Live is rolled back', async (t) => {
  const dir = scratch(t)
  const program = await start(t, dir)
  const page = await open(dir, program)
  await shot(page, 'first-run')
  const shop = await openSample(page, dir)
  await page.getByRole('link', { name: /13 differ between Development and QA/ }).waitFor()
  await shot(page, 'overview')
  const before = { qa: contents(join(shop, 'qa')), live: contents(join(shop, 'live')) }
  cpSync(join(shop, 'qa'), join(dir, 'qa-before'), { recursive: true })

  await t.test('Development to QA, without the invalid object and with one loss accepted', async () => {
    const wizard = new Wizard(page)
    await page.getByRole('button', { name: 'Promote Development to QA' }).click()
    await shot(page, 'wizard-1-choose')
    await wizard.next('Model')
    assert.ok(await wizard.nextButton.isDisabled(), 'with questions open one cannot go on')
    await shot(page, 'wizard-2-model')
    await page.getByRole('button', { name: 'Leave it out: stock_counts' }).press('Enter')
    await page.locator('input[aria-label="Accept the loss: products"]:focus').waitFor() // the next question
    await page.getByRole('radio', { name: 'Accept the loss: products' }).click()
    await wizard.next('Configuration')
    await shot(page, 'wizard-3-configuration')
    await wizard.next('Review')
    await shot(page, 'wizard-4-review')
    assert.deepEqual(contents(join(shop, 'qa')), before.qa, 'nothing is written before the run is started')
    await wizard.start('promote', 'QA matches the plan')
    await shot(page, 'wizard-6-done')

    const [development, qa] = [contents(join(shop, 'development')), contents(join(shop, 'qa'))]
    assert.deepEqual(without(qa, '.env', 'model.json'), without(development, '.env', 'model.json'))
    assert.equal(qa['.env'], before.qa['.env'])
    const [wanted, got] = [model(join(shop, 'development')), model(join(shop, 'qa'))]
    delete wanted.stock_counts
    assert.deepEqual(got, wanted)
    await wizard.done()
  })

  await t.test('QA to Live: writing is allowed, the name typed, and what is only on Live starts unticked', async () => {
    const wizard = new Wizard(page)
    await page.getByRole('button', { name: 'Promote QA to Live' }).click()
    await page.getByText('Live is read-only', { exact: false }).first().waitFor()
    assert.ok(await wizard.nextButton.isDisabled())
    await page.getByRole('button', { name: 'Allow writing to Live' }).click()
    await wizard.next('Model')
    await page.getByRole('radio', { name: 'Accept the loss: products' }).click()
    await wizard.next('Configuration')
    assert.equal(await wizard.ticked('nginx/block-bad-bots.conf'), false)
    await wizard.next('Review')
    const begin = page.getByRole('button', { name: 'Snapshot and promote' })
    await page.getByLabel('Why').fill('Autumn release')
    assert.ok(await begin.isDisabled(), 'the name is not typed yet')
    await page.getByLabel('Type Live to confirm').fill('Live')
    await shot(page, 'wizard-4-review-live')
    await begin.click()
    await page.getByRole('heading', { name: 'Live matches the plan' }).waitFor()

    const [qa, live] = [contents(join(shop, 'qa')), contents(join(shop, 'live'))]
    const own = ['.env', 'nginx/block-bad-bots.conf']
    assert.deepEqual(without(live, ...own), without(qa, ...own))
    for (const name of own) assert.equal(live[name], before.live[name])
    const [run] = lockstep(dir, 'run', 'list').runs
    assert.equal(run.status, 'done')
  })

  await t.test('Live is rolled back, byte for byte', async () => {
    await page.getByRole('button', { name: 'Roll back Live' }).click()
    await page.getByLabel('Why').fill('Not yet')
    await page.getByLabel('Type Live to confirm').fill('Live')
    await page.getByRole('button', { name: 'Snapshot and roll back' }).click()
    await page.getByRole('heading', { name: 'Live is back' }).waitFor()
    await shot(page, 'rolled-back')
    assert.deepEqual(contents(join(shop, 'live')), before.live)
    await page.getByRole('button', { name: 'Done' }).click()
  })

  await t.test('QA is rolled back from the overview, and is what it was', async () => {
    lockstep(dir, 'rollback', 'QA')
    assert.deepEqual(contents(join(shop, 'qa')), before.qa)
    assert.deepEqual(readFileSync(join(shop, 'qa/model.json')), readFileSync(join(dir, 'qa-before/model.json')))
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('link', { name: 'Activity' }).click()
    await page.getByRole('option', { name: /^Roll back of QA/ }).first().waitFor()
    await shot(page, 'activity')
  })
})
