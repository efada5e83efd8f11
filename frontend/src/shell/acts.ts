import { itemName } from '$lib/format/names'
import { plural } from '$lib/format/numbers'
import { differWords, keepWords, opWord } from '$lib/format/words'
import type { Act } from '$lib/state/acts.svelte'
import type { App } from '$lib/state/app'
import { driftOf } from '$lib/state/drift'
import type { EnvironmentView } from '$lib/state/views'

/** What can be done and where one can go on every screen. Whatever changes something leads to a dialog or a wizard. */
export function everywhere(app: App): Act[] {
  return [...promotions(app), ...ofEnvironments(app), ...general(app), ...places(app), ...ofProjects(app), ...ofView(app)]
}

/** How many items differ on the way to an environment, as far as it is known. */
function differ(app: App, target: EnvironmentView): string {
  const behind = app.environments.seen(target.ref).view?.behind
  if (behind === undefined || behind === null) return ''
  return behind === 0 ? 'in step' : differWords(behind)
}

/** The environment whose page is open; null elsewhere. */
function shownEnvironment(app: App): EnvironmentView | null {
  const { route } = app.router
  return route.name === 'environment' ? app.projects.environment(route.ref) : null
}

/** Each environment with the one that it is promoted from. */
function pairs(app: App): { source: EnvironmentView; target: EnvironmentView }[] {
  return app.projects.environments.flatMap((target) => {
    const source = app.projects.environments.find((other) => other.name === target.upstream)
    return source ? [{ source, target }] : []
  })
}

/** A key, or a line of the menu, for something that several environments have: the palette asks which. */
function which(app: App, id: string, title: string, key = ''): Act {
  return { id, title: `${title}…`, keys: key === '' ? [] : [key], group: 'act', hidden: true, run: () => app.dialogs.show({ kind: 'palette', text: `${title} ` }) }
}

function promotions(app: App): Act[] {
  const links = pairs(app)
  const shown = shownEnvironment(app)
  // The key promotes onwards from the environment that is shown; from a last one, what comes to it.
  const keyed = links.find((link) => link.source === shown) ?? links.find((link) => link.target === shown)
  const acts = links.map(({ source, target }): Act => ({
    id: `promote.${target.ref}`,
    title: `Promote ${source.name} to ${target.name}…`,
    hint: differ(app, target),
    keys: keyed?.target === target ? ['Ctrl+Shift+P'] : [],
    group: 'act',
    run: () => app.openWizard({ act: 'promote', source: source.ref, target: target.ref }),
  }))
  return keyed ? acts : [...acts, which(app, 'promote.which', 'Promote', 'Ctrl+Shift+P')]
}

function ofEnvironments(app: App): Act[] {
  const shown = shownEnvironment(app)
  const acts = app.projects.environments.flatMap((environment) => ofEnvironment(app, environment, shown))
  const asking = [which(app, 'restore.which', 'Restore'), which(app, 'rollback.which', 'Roll back')]
  return shown ? [...acts, ...asking] : [...acts, ...asking, which(app, 'snapshot.which', 'Take a snapshot', 'Ctrl+S')]
}

function ofEnvironment(app: App, environment: EnvironmentView, shown: EnvironmentView | null): Act[] {
  const { name, ref } = environment
  const seen = app.environments.seen(ref)
  const caches = app.projects.slotsOf(ref).flatMap((slot) => (slot.cache === '' ? [] : [slot.cache]))
  const go = (tab: 'status' | 'history' | 'values' | 'model' | 'connection') => () => app.router.go({ name: 'environment', ref, tab })
  const acts: Act[] = [
    { id: `snapshot.${ref}`, title: `Take a snapshot of ${name}…`, keys: shown === environment ? ['Ctrl+S'] : [], group: 'act', run: () => app.dialogs.show({ kind: 'take-snapshot', ref }) },
    { id: `restore.${ref}`, title: `Restore ${name}…`, hint: 'choose a snapshot', group: 'act', run: go('history') },
  ]
  if (caches.length > 0) {
    acts.push({ id: `cache.${ref}`, title: `${caches.join(', ')} on ${name}…`, words: 'clear cache', group: 'act', run: () => app.dialogs.show({ kind: 'clear-cache', ref }) })
  }
  if (environment.last_run?.status === 'done' && !environment.open_run) {
    acts.push({ id: `rollback.${ref}`, title: `Roll back ${name}…`, hint: `run ${environment.last_run.number}`, group: 'act', run: () => app.openWizard({ act: 'rollback', target: ref }) })
  }
  const at = app.projects.environments.indexOf(environment)
  const state = seen.problem !== '' ? 'not reachable' : seen.view?.drift ? `${plural(seen.view.drift, 'item')} ${environment.role === 'development' ? 'edited' : 'drifted'}` : 'status'
  acts.push(
    { id: `go.${ref}`, title: name, hint: state, role: environment.role, keys: at < 9 ? [`Ctrl+${at + 1}`] : [], group: 'place', run: go('status') },
    { id: `history.${ref}`, title: `History of ${name}`, hint: plural(environment.snapshots, 'snapshot'), group: 'place', run: go('history') },
    { id: `values.${ref}`, title: `Environment values of ${name}`, words: 'secrets settings own', group: 'place', run: go('values') },
  )
  if (app.projects.slotsOf(ref).some((slot) => slot.model)) {
    acts.push({ id: `model.${ref}`, title: `Model of ${name}`, hint: environment.role === 'development' ? 'edit' : 'read', group: 'place', run: go('model') })
  }
  acts.push(
    { id: `connection.${ref}`, title: `Connection of ${name}`, hint: environment.address, group: 'place', run: go('connection') },
    { id: `edit.${ref}`, title: `Rename or change ${name}…`, words: 'edit role upstream', group: 'act', run: () => app.dialogs.show({ kind: 'edit-environment', ref }) },
    { id: `remove.${ref}`, title: `Remove ${name}…`, hint: 'in Settings', words: 'delete hide', group: 'act', run: () => app.router.go({ name: 'settings' }) },
  )
  const to = app.beginningOf(environment)
  if (to && environment.connections.length > 0 && !app.promotion.running) {
    acts.push({ id: `down.${ref}`, title: `Bring ${name} down to ${to.name}…`, words: 'sync pull refresh', group: 'act', run: () => app.bringDown(environment) })
  }
  const drift = driftOf(environment, seen.view)
  if (drift) {
    const hint = plural(drift.count, 'item')
    acts.push(
      { id: `drift.${ref}`, title: `Review drift of ${name}`, hint, words: 'keep put back bring hotfix', group: 'place', run: () => app.router.go({ name: 'compare', a: drift.expected.ref, b: ref }) },
      { id: `drift.keep.${ref}`, title: `Keep what drifted on ${name}`, hint, group: 'act', run: () => void app.keepDrift(drift) },
    )
    if (!app.promotion.running) {
      acts.push({ id: `drift.back.${ref}`, title: `Put back what drifted on ${name}…`, hint, group: 'act', run: () => app.putBack(drift) })
      if (to) acts.push({ id: `drift.bring.${ref}`, title: `Bring what drifted on ${name} to ${to.name}…`, hint, words: 'hotfix', group: 'act', run: () => app.bringDrift(drift) })
    }
  }
  if (environment.role === 'live') {
    const title = environment.writable ? `Make ${name} read-only…` : `Allow writing to ${name}…`
    acts.push({ id: `writing.${ref}`, title, words: 'lock unlock', group: 'act', run: go('status') })
  }
  return acts
}

function general(app: App): Act[] {
  const verify = () => {
    app.router.go({ name: 'settings' })
    void app.catalog.verify()
  }
  const project = app.projects.current
  const acts: Act[] = [
    { id: 'check.all', title: 'Check now', hint: 'reads every environment again', keys: ['Ctrl+R', 'F5'], group: 'act', run: () => void app.refresh() },
    { id: 'archive.open', title: 'Open archive…', words: 'import file zip', keys: ['Ctrl+O'], group: 'act', run: () => void pick(app) },
    { id: 'archive.export', title: 'Export…', words: 'archive file zip', keys: ['Ctrl+E'], group: 'act', run: () => app.router.go({ name: 'archive' }) },
    { id: 'project.new', title: 'New project…', words: 'add', keys: ['Ctrl+N'], group: 'act', run: () => app.dialogs.show({ kind: 'new-project' }) },
    { id: 'project.apply', title: 'Apply settings…', hint: 'a file with the settings of a project', words: 'project import toml', group: 'act', run: () => void app.openSettings() },
    { id: 'key.save', title: 'Save key file…', hint: app.catalog.about.value?.key_saved_at ? 'a copy was saved' : 'no copy was saved', words: 'export backup passphrase', group: 'act', run: () => app.dialogs.show({ kind: 'save-key' }) },
    { id: 'verify.catalog', title: 'Verify the catalog', words: 'check damaged snapshots', group: 'act', run: verify },
  ]
  if (project) {
    acts.push(
      { id: 'environment.add', title: 'Add environment…', words: 'new connect', group: 'act', run: () => app.dialogs.show({ kind: 'add-environment', project: project.name }) },
      { id: 'project.export', title: `Export settings of ${project.name}…`, words: 'project file toml git', group: 'act', run: () => void app.exportSettings(project) },
      { id: 'project.prune', title: `Prune ${project.name}…`, hint: `keeps ${keepWords(project.keep)}`, words: 'history kept snapshots take out room space', group: 'act', run: () => app.dialogs.show({ kind: 'prune', project: project.name }) },
    { id: 'project.rename', title: `Rename ${project.name}…`, words: 'project', group: 'act', run: () => app.router.go({ name: 'settings' }) },
    )
  }
  if (app.undo.next !== '') {
    acts.unshift({ id: 'undo.last', title: `Undo: ${app.undo.next}`, keys: ['Ctrl+Z'], group: 'act', run: () => void app.toasts.attempt(() => app.undo.back()) })
  }
  return acts
}

async function pick(app: App): Promise<void> {
  const path = await app.toasts.attempt(() => app.archive.pick())
  if (path) app.openArchive(path)
}

function places(app: App): Act[] {
  const open = app.projects.openRuns.length
  const shown = shownEnvironment(app)
  const links = pairs(app)
  // The key compares what is shown with what it is promoted from, or else with what it is promoted to.
  const keyed = links.find((pair) => pair.target === shown) ?? links.find((pair) => pair.source === shown)
  return [
    { id: 'go.overview', title: 'Overview', keys: ['Ctrl+0'], group: 'place', run: () => app.router.go({ name: 'overview' }) },
    { id: 'compare.any', title: 'Compare', hint: 'any two', keys: keyed ? [] : ['Ctrl+Shift+C'], group: 'place', run: () => app.router.go({ name: 'compare' }) },
    ...links.map((pair): Act => ({
      id: `compare.${pair.target.ref}`,
      title: `Compare ${pair.target.name} with ${pair.source.name}`,
      hint: differ(app, pair.target),
      keys: pair === keyed ? ['Ctrl+Shift+C'] : [],
      group: 'place',
      run: () => app.router.go({ name: 'compare', a: pair.target.ref, b: pair.source.ref }),
    })),
    ...ofValues(app),
    { id: 'activity.all', title: 'Activity', hint: open > 0 ? `${plural(open, 'run')} to answer` : '', words: 'runs log', group: 'place', run: () => app.router.go({ name: 'activity' }) },
    { id: 'archive.go', title: 'Archive', words: 'import export file zip', group: 'place', run: () => app.router.go({ name: 'archive' }) },
    { id: 'settings.go', title: 'Settings', words: 'slots move stages remove project licences about single letters keys', keys: ['Ctrl+,'], group: 'place', run: () => app.router.go({ name: 'settings' }) },
  ]
}

function ofValues(app: App): Act[] {
  const project = app.projects.current
  if (!project) return []
  const words = 'environment values secrets rules'
  return [
    { id: 'values.all', title: 'Values', hint: 'of every environment', words, keys: ['Ctrl+Shift+E'], group: 'place', run: () => app.router.go({ name: 'values' }) },
    { id: 'values.suggest', title: 'Look for values…', words, group: 'act', run: () => app.dialogs.show({ kind: 'suggest-rules', project: project.name }) },
    { id: 'values.rule', title: 'Add a rule…', words, group: 'act', run: () => app.dialogs.show({ kind: 'rule', project: project.name, pattern: '', edits: false }) },
    { id: 'values.rules', title: `Rules of ${project.name}`, hint: 'in Settings', words, group: 'place', run: () => app.router.go({ name: 'settings', part: 'values' }) },
  ]
}

function ofProjects(app: App): Act[] {
  return (app.projects.all.value ?? [])
    .filter((project) => project !== app.projects.current)
    .map((project) => ({
      id: `project.${project.uuid}`,
      title: `Switch to ${project.name}`,
      hint: plural(project.environments.length, 'environment'),
      words: 'project open',
      group: 'place',
      run: () => {
        app.projects.choose(project.uuid)
        app.router.go({ name: 'overview' })
      },
    }))
}

function ofView(app: App): Act[] {
  const theme = (name: 'system' | 'light' | 'dark', title: string): Act => ({
    id: `theme.${name}`, title, hint: app.theme.chosen === name ? 'chosen' : '', words: 'theme appearance colour', group: 'act', run: () => app.theme.choose(name),
  })
  const percent = `${app.zoom.percent} %`
  return [
    { id: 'palette.open', title: 'Search or run…', keys: ['Ctrl+K'], group: 'act', hidden: true, run: () => app.dialogs.show({ kind: 'palette', text: '' }) },
    { id: 'shortcuts.open', title: 'All shortcuts', words: 'keys keyboard', keys: ['F1', '?'], group: 'act', run: () => app.dialogs.show({ kind: 'shortcuts' }) },
    theme('system', 'Theme: as the desktop'),
    theme('light', 'Theme: light'),
    theme('dark', 'Theme: dark'),
    { id: 'zoom.in', title: 'Larger text', hint: percent, words: 'zoom in', keys: ['Ctrl++', 'Ctrl+='], group: 'act', run: () => app.zoom.larger() },
    { id: 'zoom.out', title: 'Smaller text', hint: percent, words: 'zoom out', keys: ['Ctrl+-'], group: 'act', run: () => app.zoom.smaller() },
    { id: 'zoom.reset', title: 'Normal text', hint: percent, words: 'zoom reset', keys: ['Ctrl+Shift+0'], group: 'act', run: () => app.zoom.normal() },
  ]
}

/** The items that are known without asking: those of the comparison that is shown, and those on their way. */
export function items(app: App): Act[] {
  const of = (key: string, op: string, a: string, b: string): Act => ({
    id: `item.${a}.${key}`,
    title: itemName(key).name,
    hint: opWord(op),
    group: 'item',
    run: () => app.router.go({ name: 'compare', a, b, item: key }),
  })
  const view = app.comparison.view.value
  if (view) return view.changes.map((change) => of(change.key, change.op, view.a.ref, view.b.ref))
  const way = app.travel.way
  return (way?.items ?? []).flatMap(({ key, versions }) =>
    versions.flatMap(({ op, reached }) => {
      const [b, a] = [way?.stages[reached], way?.stages[reached + 1]]
      return a === undefined || b === undefined ? [] : [of(key, op, a, b)]
    }),
  )
}
