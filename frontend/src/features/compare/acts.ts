import type { Act } from '$lib/state/acts.svelte'
import type { App } from '$lib/state/app'
import type { ChangeView, CompareView } from '$lib/state/views'

interface Page {
  app: App
  view: CompareView | null
  item: ChangeView | null
  step: (by: number) => void
  move: (by: number) => void
  swap: () => void
  tree: () => void
  find: () => void
  copy: () => void
  report: () => void
  again: () => void
  ignoreValues: (ignore: boolean) => void
  masked: boolean
  mask: (on: boolean) => void
  file: () => void
}

/** What can be done in Compare. */
export function compareActs({ app, view, item, ...page }: Page): Act[] {
  const { taste, difference } = app.comparison
  const always: Act[] = [
    { id: 'compare.swap', title: 'Swap sides', group: 'act', keys: ['X'], run: page.swap },
    { id: 'compare.file', title: 'Compare with a file…', group: 'act', run: page.file },
  ]
  if (!view) return always
  const act = (id: string, title: string, keys: string[], run: () => void, hint = ''): Act => ({ id: `compare.${id}`, title, hint, group: 'act', keys, run })
  const some = [
    act('again', 'Read both sides again', ['Ctrl+R', 'F5'], page.again),
    act('tree', 'Show or hide the tree', ['Ctrl+B'], page.tree),
    act('find', 'Find in this comparison', ['Ctrl+F', '/'], page.find),
    act('report', 'Export the comparison as a report…', ['Ctrl+E'], page.report, `${view.changes.length} items differ`),
    act('patch', 'Copy the differences as a patch', [], page.copy),
    act('view', taste.schema ? 'Show the text' : 'Show the schema', ['V'], () => (taste.schema = !taste.schema)),
    act('next', 'Next change', ['F7', 'N'], () => page.step(1)),
    act('previous', 'Previous change', ['Shift+F7', 'B'], () => page.step(-1)),
    act('next-item', 'Next item', ['J'], () => page.move(1)),
    act('previous-item', 'Previous item', ['K'], () => page.move(-1)),
    act('unified', taste.unified ? 'Show side by side' : 'Show in one column', ['U'], () => (taste.unified = !taste.unified)),
    act('full', taste.full ? 'Fold unchanged lines' : 'Show the full file', ['Z'], () => (taste.full = !taste.full)),
    act('space', difference.ignoreSpace ? 'Compare white space too' : 'Ignore white space', ['W'], () => (difference.ignoreSpace = !difference.ignoreSpace)),
    act('values', app.comparison.withValues ? 'Ignore environment values' : 'Compare environment values too', [], () => page.ignoreValues(app.comparison.withValues)),
    act('mask', page.masked ? 'Let secrets be shown, one by one' : 'Mask secrets', [], () => page.mask(!page.masked)),
  ]
  if (item) some.push(act('viewed', app.comparison.viewed.has(item.key) ? 'Mark as not viewed' : 'Mark as viewed', ['M'], () => app.comparison.mark(item.key)))
  return [...always, ...some]
}
