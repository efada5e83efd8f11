// What a test that goes through the places stands on: the program on a world of its own, and its page.
import assert from 'node:assert/strict'
import { open } from './browser.mjs'
import { scratch, start } from './program.mjs'

/** Of the window that a walk is in, and of those that a place is looked at in besides. */
export const [size, smallest, large] = [{ width: 1280, height: 800 }, { width: 1024, height: 680 }, { width: 1920, height: 1200 }]

/** Starts the program on a world: what it made is given to each of its places. */
export async function enter(t, world) {
  const dir = scratch(t)
  const made = (await world.make?.(dir, t)) ?? {}
  const program = await start(t, dir)
  const page = await open(dir, program, { mayLog: world.mayLog })
  await page.setViewportSize(size)
  const stage = { t, dir, program, origins: [new URL(program.url).origin], page, outside: [], ...made, to: (route) => to(stage, route) }
  await watch(stage)
  return stage
}

/** Starts the program anew on the same home, after it was killed. */
export async function again(stage) {
  stage.program = await start(stage.t, stage.dir)
  stage.origins.push(new URL(stage.program.url).origin)
}

/** Takes down each request that is for somebody else than the program, and each that the page's policy held back. */
async function watch(stage) {
  const { page, outside } = stage
  page.context().on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url())
    if (!stage.origins.includes(asked) && protocol !== 'data:' && protocol !== 'blob:') outside.push(`asked for ${request.url()}`)
  })
  await page.exposeFunction('heldBack', (what) => outside.push(what))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      window.heldBack(`held back by ${violatedDirective}: ${blockedURI} at ${sourceFile}:${lineNumber}`))
  })
}

/** Goes to a route with nothing left of where one was: no dialog, no menu, no text in a search. */
async function to({ page, program }, route) {
  await page.goto(`${program.url}${route}`)
  await page.reload()
}

/** Pages that wait for an answer of a program that is held. */
const waiting = new WeakSet()
export const waits = (page) => waiting.add(page)

/** Has the program held at the moment when it is asked for one of these, and what asks for it done. Let go gives it back. */
export async function held({ page, program }, asked, act) {
  const calls = '**/__call*'
  waits(page)
  let reach
  const reached = new Promise((resolve) => (reach = resolve))
  await page.route(calls, async (route) => {
    if (asked.includes(route.request().postDataJSON().name)) {
      await program.freeze()
      reach()
    }
    await route.continue()
  })
  await act()
  await reached
  return async () => {
    program.thaw()
    waiting.delete(page)
    await page.unroute(calls)
  }
}

/** Waits until nothing is read, nothing moves and every letter is there. */
export async function settled(page) {
  if (!waiting.has(page)) await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null)
  await page.evaluate(async () => {
    await document.fonts.ready
    const ends = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
    await Promise.all(ends.map((one) => one.finished.catch(() => undefined)))
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}

/** Shows the page in a theme, as if the desktop had asked for it. */
export async function inTheme(page, theme) {
  await page.emulateMedia({ colorScheme: theme })
  const light = await page.evaluate((wanted) => {
    if (document.documentElement.dataset.theme !== undefined) document.documentElement.dataset.theme = wanted
    document.body.getAnimations().forEach((one) => one.finish())
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number)
    return red + green + blue > 384
  }, theme)
  await settled(page)
  assert.equal(light, theme === 'light', `the page is shown in its ${theme} theme`)
}

/**
 * Goes through every place of every world, one subtest each. Places of a world are in order: one may go on from where
 * the one before it ended, so a place that is not reached may take those after it along. `begin` is done first in each.
 */
export async function walk(test, worlds, look, begin) {
  await Promise.all(worlds.map((world) => test(`the places of ${world.name}`, async (t) => {
    const stage = await enter(t, world)
    await begin?.(stage)
    for (const [name, go] of Object.entries(world.places)) {
      await t.test(name, async () => {
        await go(stage)
        await settled(stage.page)
        await look(stage, { name })
      })
    }
    await t.test('nothing was asked for elsewhere, and nothing was held back', () => assert.deepEqual(stage.outside, []))
  })))
}
