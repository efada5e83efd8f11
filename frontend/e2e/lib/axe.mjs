// Asks axe about a page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong, what it would do otherwise, and the contrasts that it cannot tell. */
export async function ask(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const { violations, incomplete } = await page.evaluate((values) => window.axe.run(document, {
    runOnly: { type: 'tag', values },
    resultTypes: ['violations', 'incomplete'],
  }), tags)
  const told = (found) => found.flatMap(({ id, nodes }) => nodes.map((node) =>
    ({ rule: id, element: node.target.join(' '), why: [...node.any, ...node.all, ...node.none][0]?.message ?? '' })))
  const advice = ({ tags: known }) => known.includes('best-practice')
  return {
    wrong: told(violations.filter((one) => !advice(one))),
    advice: told(violations.filter(advice)),
    unsure: told(incomplete.filter(({ id }) => id === 'color-contrast')),
  }
}
