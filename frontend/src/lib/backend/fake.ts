import type { Backend } from './backend'
import { BackendError } from './errors'
import type { EventName, Events } from './events'
import { type Items, shop } from './fakedata'
import { counts, diff, digest, lines, partOf, same, schemaOf } from './fakediff'
import { fakeEvents, fakeHistory } from './fakehistory'
import { travelOf } from './faketravel'
import type {
  AccountView,
  ActivityRequest,
  ActivityView,
  AppliedView,
  ApplyRequest,
  ChangeView,
  CheckRequest,
  CheckView,
  ChoiceRequest,
  CompareView,
  DiffersView,
  DiffView,
  EnvironmentRequest,
  EnvironmentView,
  ExportRequest,
  HistoryRequest,
  HistoryView,
  KeepView,
  LookView,
  PlanRequest,
  PlanValueView,
  PlanView,
  Policy,
  ProblemView,
  ProjectView,
  PruneRequest,
  PruneView,
  ReadBackView,
  Reason,
  ResultView,
  RulesView,
  RuleView,
  RunView,
  SnapshotView,
  SuggestionView,
  TargetView,
  TestView,
  ValuePlaceView,
  ValuesView,
} from './views'

interface Kept {
  view: SnapshotView
  items: Items
}

const person = 'ada@workbench'
const everything: KeepView = { last: 0, daily: 0, weekly: 0, monthly: 0 }

/**
 * Fake is a Backend for tests of components, without Go: it keeps a small shop in memory, compares, plans and writes
 * it. It knows just enough rules to bring every screen to life, and is never part of the product.
 */
const nothingAdded = { added: 0, already: 0, snapshots: [], runs: 0, runs_already: 0, runs_older: 0, projects: [], environments: [], commands: [], damaged: [], damages: 0, salvage: false, refusal: '' }

export class Fake implements Backend {
  /** How long every answer takes, in milliseconds. */
  delay = 0
  /** Environments that do not answer, by ref. */
  readonly away = new Set<string>()
  /** Makes the next run stop after its first change. */
  breaks = false
  /** What the target of every plan keeps and lacks. */
  planValues: PlanValueView[] = []
  /** The matrix of values. */
  places: ValuePlaceView[] = []
  ruled: RuleView[] = []
  declined: string[] = []
  suggestions: SuggestionView[] = []
  readonly #ruledBefore: RuleView[][] = []
  /** What the window remembers. */
  readonly memory = new Map<string, string>()
  /** How often the window was closed. */
  quits = 0
  hidden = false
  /** When the key was saved, and whether it is to be asked for where it was not. */
  keySavedAt = ''
  keyDue = false
  /** What a file with settings changes. */
  applies: AppliedView = {
    project: 'Northwind Shop',
    new: false,
    applied: false,
    changes: [{ op: 'modify', what: 'environment QA', settings: [{ name: 'role', before: 'test', after: 'live' }] }],
    kept: ['environment Live'],
    notes: ['QA is read-only, as a live environment is until its owner allows writing.'],
    needs: [],
    seen: '',
  }
  saveTo = '/home/ada/Backups/export.zip'
  openFrom = '/home/ada/Backups/northwind-live-3.zip'
  /** What the program was started with again; `opened` gives it once. */
  handed = ''

  #projects: ProjectView[] = []
  #states = new Map<string, Items>()
  #kept: Kept[] = []
  #runs: RunView[] = []
  #looks = new Map<string, LookView>()
  #plans = new Map<string, { view: PlanView; request: PlanRequest; want: Items }>()
  #sessions = new Map<string, { a: Items; b: Items }>()
  #listeners = new Map<EventName, Set<(payload: never) => void>>()
  #next = 1
  #verifiedAt = ''
  /** The runs under way, by the environment, and whether each is to stop at its next change. */
  #running = new Map<string, { stops: boolean }>()

  /** The sample project, as createSample makes it. */
  static withSample(): Fake {
    const fake = new Fake()
    fake.#sample()
    return fake
  }

  #sample(): ProjectView {
    const project: ProjectView = {
      uuid: 'p1',
      name: 'Northwind Shop',
      slots: [{ name: 'main', kind: 'folder', settings: { model: 'model.json', include: '', exclude: '' }, not_held: 'Rows in the database and uploaded pictures.', cache: 'Reload nginx', model: true }],
      environments: [],
      keep: everything,
    }
    const stages = shop()
    const add = (name: 'Development' | 'QA' | 'Live', role: EnvironmentView['role'], upstream: string) => {
      project.environments.push(this.#environment(project.name, name, role, upstream, `/home/ada/Lockstep sample/${name.toLowerCase()}`))
      this.#states.set(`${project.name}/${name}`, stages[name])
    }
    add('Development', 'development', '')
    add('QA', 'test', 'Development')
    add('Live', 'live', 'QA')
    this.#projects.push(project)
    return project
  }

  #environment(project: string, name: string, role: EnvironmentView['role'], upstream: string, address: string): EnvironmentView {
    return {
      uuid: `e${this.#next++}`,
      ref: `${project}/${name}`,
      name,
      project,
      role,
      upstream,
      writable: role !== 'live',
      address,
      connections: address === '' ? [] : [{ slot: 'main', kind: 'folder', settings: { path: address }, secrets: [] }],
      snapshots: 0,
      latest: null,
      expected: null,
      watch: 300,
      last_run: null,
      open_run: null,
      checks: [],
      passed_upstream: false,
      others_unseen: '',
      on_failure: 'stop',
    }
  }

  async #wait(): Promise<void> {
    await (this.delay > 0 ? new Promise((done) => setTimeout(done, this.delay)) : Promise.resolve())
  }

  emit<Name extends EventName>(name: Name, payload: Events[Name]): void {
    for (const listen of this.#listeners.get(name) ?? []) (listen as (payload: Events[Name]) => void)(payload)
  }

  on<Name extends EventName>(name: Name, listen: (payload: Events[Name]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, all)
    all.add(listen as (payload: never) => void)
    return () => all.delete(listen as (payload: never) => void)
  }

  #find(ref: string): EnvironmentView {
    for (const project of this.#projects) {
      const found = project.environments.find((one) => one.ref === ref)
      if (found) return found
    }
    throw new BackendError('not-found', `There is no environment ${ref}. Look at the list of environments.`)
  }

  #items(ref: string): Items {
    const snapshot = this.#kept.find((one) => one.view.ref === ref || one.view.id === ref)
    const items = snapshot?.items ?? this.#states.get(ref)
    if (this.away.has(ref)) throw new BackendError('unreachable', `${ref} did not answer. Its folder is not there. Check the connection.`)
    if (!items) throw new BackendError('not-found', `There is nothing called ${ref}.`)
    return items
  }

  async about() {
    await this.#wait()
    return {
      version: '0.1.0',
      home: '/home/ada/.local/share/lockstep',
      catalog: '/home/ada/.local/share/lockstep/catalog.db',
      sealed_by: 'vault.key',
      sealed_text: 'Sealed by the file vault.key in the home folder: it protects a copied catalog, not a stolen home.',
      person,
      bytes: 421_000,
      snapshots: this.#kept.length,
      key_saved_at: this.keySavedAt,
      key_saved_by: this.keySavedAt === '' ? '' : person,
      key_due: this.keyDue && this.keySavedAt === '',
    }
  }

  async exportKey({ path, passphrase }: { path: string; passphrase: string }) {
    await this.#wait()
    if (passphrase.length < 10) throw new BackendError('invalid', 'The passphrase is too short to protect a key. Nothing was written.')
    this.keySavedAt = new Date().toISOString()
    return { path }
  }

  async askForKeyLater() {
    await this.#wait()
    this.keyDue = false
  }

  async kinds() {
    await this.#wait()
    const field = (name: string, label: string, help: string, input: 'text' | 'folder' | 'lines', required: boolean, value = '') => ({
      name, label, help, default: value, input, required, secret: false, options: [],
    })
    return [
      {
        kind: 'folder',
        title: 'Folder',
        slot_fields: [
          field('model', 'Model file', 'Empty for none.', 'text', false, 'model.json'),
          field('include', 'Include', 'Patterns as in .gitignore, one a line.', 'lines', false),
          field('exclude', 'Exclude', 'Patterns as in .gitignore, one a line.', 'lines', false),
        ],
        fields: [field('path', 'Folder', 'The folder that holds the files.', 'folder', true)],
      },
    ]
  }

  async licences() {
    await this.#wait()
    return [{ name: 'svelte', version: '5.57.3', licence: 'MIT', text: 'Permission is hereby granted, free of charge, to any person…' }]
  }

  async projects() {
    await this.#wait()
    return structuredClone(this.#projects)
  }

  async addProject({ name }: { name: string }) {
    await this.#wait()
    if (/[@/:#*]/.test(name)) throw new BackendError('invalid', `"${name}" cannot name the project: a name holds none of @ / : # and *.`)
    const project: ProjectView = { uuid: `p${this.#next++}`, name, slots: [], environments: [], keep: everything }
    this.#projects.push(project)
    return structuredClone(project)
  }

  async renameProject({ name, to }: { name: string; to: string }) {
    await this.#wait()
    const project = this.#project(name)
    project.name = to
    return structuredClone(project)
  }

  async removeProject({ name }: { name: string }) {
    await this.#wait()
    this.#projects = this.#projects.filter((one) => one.name !== name)
  }

  async keepInProject({ name, keep }: { name: string; keep: KeepView }) {
    await this.#wait()
    const project = this.#project(name)
    project.keep = keep
    return structuredClone(project)
  }

  /** It knows the newest, the pinned and those with a note; no rule but so many of the newest. */
  async prune(request: PruneRequest): Promise<PruneView> {
    await this.#wait()
    const rule = request.keep ?? this.#project(request.project).keep
    const snapshots = this.#kept
      .filter(({ view }) => view.environment.startsWith(`${request.project}/`))
      .map(({ view: { ref, id, taken_at, reason, pinned, note, environment } }) => {
        const at = this.#kept.filter(({ view }) => view.environment === environment).findIndex(({ view }) => view.ref === ref)
        const why = [...(pinned ? ['is pinned'] : []), ...(note === '' ? [] : ['has a note']), ...(at === 0 ? ['is the newest'] : [])]
        if (rule.last === 0) why.push('is kept as everything is')
        else if (at < rule.last) why.push(`is one of the last ${rule.last}`)
        return { ref, id, taken_at, reason, keep: why.length > 0, why: why.length > 0 ? why : ['no rule keeps it'] }
      })
    const gone = new Set(snapshots.filter((one) => !one.keep).map((one) => one.ref))
    const seen = [...gone].join(' ')
    if (!request.dry_run && request.seen !== seen) throw new BackendError('conflict', 'What would go has changed since you looked at it.')
    if (!request.dry_run) this.#kept = this.#kept.filter(({ view }) => !gone.has(view.ref))
    return { dry_run: request.dry_run, snapshots, kept: snapshots.length - gone.size, dropped: gone.size, bytes_before: 1_400_000, bytes_after: 1_200_000, seen }
  }

  async exportProject({ name, path }: { name: string; path: string }) {
    await this.#wait()
    return { project: this.#project(name).name, path, text: 'format = 1\n', notes: [] }
  }

  async applyProject({ dry_run, remove, seen }: ApplyRequest) {
    await this.#wait()
    const shown = remove ? 'removing' : 'keeping'
    if (!dry_run && seen !== shown) throw new BackendError('conflict', 'The file or the project has changed since you looked at what would change.')
    return { ...this.applies, applied: !dry_run, seen: shown, kept: remove ? [] : this.applies.kept }
  }

  async addSlot({ project, slot, kind, settings }: { project: string; slot: string; kind: string; settings: Record<string, string> }) {
    await this.#wait()
    const found = this.#project(project)
    found.slots.push({ name: slot, kind, settings, not_held: '', cache: '', model: true })
    return structuredClone(found)
  }

  async editSlot({ project, slot, settings }: { project: string; slot: string; settings: Record<string, string> }) {
    await this.#wait()
    const found = this.#project(project)
    for (const one of found.slots) if (one.name === slot) one.settings = settings
    return structuredClone(found)
  }

  #project(name: string): ProjectView {
    const found = this.#projects.find((one) => one.name === name)
    if (!found) throw new BackendError('not-found', `There is no project ${name}.`)
    return found
  }

  async createSample() {
    await this.#wait()
    return structuredClone(this.#sample())
  }

  async environment({ ref }: { ref: string }) {
    await this.#wait()
    return structuredClone(this.#find(ref))
  }

  async addEnvironment(request: EnvironmentRequest) {
    await this.#wait()
    const project = this.#project(request.project)
    if (project.slots.length === 0) project.slots.push({ name: 'main', kind: request.kind, settings: {}, not_held: '', cache: '', model: true })
    const made = this.#environment(project.name, request.name, request.role, request.upstream, request.settings.path ?? '')
    project.environments.push(made)
    this.#states.set(made.ref, new Map())
    return structuredClone(made)
  }

  async editEnvironment(request: EnvironmentRequest) {
    await this.#wait()
    const found = this.#find(request.ref)
    found.role = request.role
    found.upstream = request.root ? '' : request.upstream || found.upstream
    if (request.allow_writing !== null) found.writable = request.allow_writing
    if (request.watch !== null) found.watch = request.watch
    return structuredClone(found)
  }

  async moveEnvironment({ ref, back }: { ref: string; back: boolean }) {
    await this.#wait()
    const { project, name, upstream } = this.#find(ref)
    const home = this.#project(project)
    const at = home.environments.findIndex((one) => (back ? one.name === upstream : one.upstream === name))
    const [first, second] = back ? [home.environments[at], this.#find(ref)] : [this.#find(ref), home.environments[at]]
    if (!first || !second) throw new BackendError('invalid', `${name} is at the end already.`)
    for (const one of home.environments) if (one.upstream === second.name) one.upstream = first.name
    second.upstream = first.upstream
    first.upstream = second.name
    home.environments = home.environments.map((one) => (one === first ? second : one === second ? first : one))
    return structuredClone(home)
  }

  async removeEnvironment({ ref }: { ref: string }) {
    await this.#wait()
    const { project } = this.#find(ref)
    const home = this.#project(project)
    home.environments = home.environments.filter((one) => one.ref !== ref)
  }

  async setConnection({ environment, settings }: { environment: string; settings: Record<string, string> }) {
    await this.#wait()
    const found = this.#find(environment)
    found.address = settings.path ?? ''
    found.connections = [{ slot: 'main', kind: 'folder', settings, secrets: [] }]
    return structuredClone(found)
  }

  async testConnection({ settings }: { settings: Record<string, string> }): Promise<TestView> {
    await this.#wait()
    const there = (settings.path ?? '').startsWith('/')
    const message = there ? '6 items found. Nothing was changed.' : `${settings.path ?? ''} is not a folder. Choose the folder that holds the files.`
    const items = there ? 6 : 0
    return {
      reachable: there, message, items, model: items / 2, configuration: items / 2, bytes: items * 300, omitted: [], version: '',
      rights: 'write', rights_why: '', not_held: there ? 'Rows in the database and uploaded pictures.' : '',
      clock: 'own', clock_ahead: 0, clock_off: false, free_known: there, free: 48_200_000_000, no_files: false, notes: [],
    }
  }

  async look({ ref }: { ref: string }): Promise<LookView> {
    await this.#wait()
    const found = this.#find(ref)
    const base = { environment: ref, checked_at: new Date().toISOString(), omitted: [], remembered: false, code: '', damage: '', own: null, since: '', found: '', settings_changed: false }
    if (this.away.has(ref)) {
      const problem = `${found.address} is not there. Check the connection.`
      return { ...base, reachable: false, problem, code: 'not-found', state: '', items: 0, behind: null, ahead: null, outgoing: null, drift: null }
    }
    const items = this.#items(ref)
    const upstream = `${found.project}/${found.upstream}`
    const compared = found.upstream !== '' && !this.away.has(upstream) ? counts(diff(items, this.#items(upstream))) : null
    const behind = compared ? compared.added + compared.modified + compared.removed : null
    const look = { ...base, reachable: true, problem: '', state: digest(items), items: items.size, behind, ahead: compared, outgoing: 0, drift: 0 }
    this.#looks.set(ref, look)
    return look
  }

  async keepDrift({ ref }: { ref: string; state: string }) {
    await this.#wait()
    return structuredClone(this.#keep(ref, 'drift', '', 0))
  }

  async travel({ project, limit }: { project: string; limit: number }) {
    await this.#wait()
    return travelOf(this.#project(project).environments, this.#looks, (ref) => this.#states.get(ref) ?? new Map<string, string>(), limit)
  }

  async clearCache() {
    await this.#wait()
  }

  async addCheck(request: CheckRequest) {
    await this.#wait()
    const found = this.#find(request.environment)
    if (found.checks.some((one) => one.name === request.name)) throw new BackendError('conflict', `${found.name} has a check named ${request.name} already. Nothing was changed.`)
    found.checks.push(checkOf(request))
    return structuredClone(found)
  }

  async editCheck(request: CheckRequest) {
    await this.#wait()
    const found = this.#find(request.environment)
    found.checks = found.checks.map((one) => (one.name === request.name ? checkOf(request) : one))
    return structuredClone(found)
  }

  async removeCheck({ ref, name }: { ref: string; name: string }) {
    await this.#wait()
    const found = this.#find(ref)
    found.checks = found.checks.filter((one) => one.name !== name)
    return structuredClone(found)
  }

  async runChecks({ ref }: { ref: string }) {
    await this.#wait()
    const found = this.#find(ref)
    const checks = found.checks.map((one): ResultView => {
      const passed = !one.text.includes('fail')
      const message = passed ? 'It ended well.' : `${one.text} answered 500 Internal Server Error.`
      return { name: one.name, passed, message, output: '', state: '', took_ms: 12, at: new Date().toISOString() }
    })
    for (const [at, one] of found.checks.entries()) one.result = checks[at] ?? null
    return structuredClone({ environment: ref, state: '', passed: checks.every((one) => one.passed), checks })
  }

  async setGate({ ref, passedUpstream }: { ref: string; passedUpstream: boolean }) {
    await this.#wait()
    const found = this.#find(ref)
    found.passed_upstream = passedUpstream
    return structuredClone(found)
  }

  async setPolicy({ ref, onFailure }: { ref: string; onFailure: Policy }) {
    await this.#wait()
    const found = this.#find(ref)
    found.on_failure = onFailure
    return structuredClone(found)
  }

  #keep(ref: string, reason: Reason, note: string, run: number): SnapshotView {
    const found = this.#find(ref)
    const items = new Map(this.#items(ref))
    found.snapshots++
    const view: SnapshotView = {
      id: `s${this.#next++}`, ref: `${ref}@${found.snapshots}`, environment: ref, number: found.snapshots, reason, note, by: person,
      state: digest(items), items: items.size, bytes: [...items.values()].join('').length, omitted: [], pinned: false,
      taken_at: new Date().toISOString(), not_held: 'Rows in the database and uploaded pictures.', run, kept_by: '', kept_at: '',
    }
    this.#kept.unshift({ view, items })
    found.latest = found.expected = view
    return view
  }

  async remembered() {
    await this.#wait()
    return Object.fromEntries(this.memory)
  }

  async remember({ name, value }: { name: string; value: string }) {
    await this.#wait()
    if (value === '') this.memory.delete(name)
    else this.memory.set(name, value)
  }

  async snapshots({ ref, offset, limit }: { ref: string; offset: number; limit: number }) {
    await this.#wait()
    const all = this.#kept.map((one) => one.view).filter((one) => one.environment === ref)
    return { snapshots: structuredClone(limit === 0 ? all.slice(offset) : all.slice(offset, offset + limit)), total: all.length }
  }

  async findSnapshots({ ref, text, offset, limit }: { ref: string; text: string; offset: number; limit: number }) {
    await this.#wait()
    const words = text.toLowerCase().split(' ')
    const meant = this.#kept
      .map((one) => one.view)
      .filter((one) => (ref === '' || one.environment === ref) && words.every((word) => `${one.note} ${one.ref} ${one.reason} ${one.by}`.toLowerCase().includes(word)))
    return structuredClone({ snapshots: meant.slice(offset, offset + limit), total: meant.length })
  }

  async snapshot({ ref }: { ref: string }) {
    await this.#wait()
    return structuredClone(this.#snapshot(ref))
  }

  #snapshot(ref: string): SnapshotView {
    const found = this.#kept.find((one) => one.view.ref === ref)
    if (!found) throw new BackendError('not-found', `There is no snapshot ${ref}.`)
    return found.view
  }

  async takeSnapshot({ ref, note }: { ref: string; note: string }) {
    await this.#wait()
    return structuredClone(this.#keep(ref, 'manual', note, 0))
  }

  async noteSnapshot({ ref, note }: { ref: string; note: string }) {
    await this.#wait()
    this.#snapshot(ref).note = note
    return structuredClone(this.#snapshot(ref))
  }

  async pinSnapshot({ ref, pinned }: { ref: string; pinned: boolean }) {
    await this.#wait()
    this.#snapshot(ref).pinned = pinned
    return structuredClone(this.#snapshot(ref))
  }

  async deleteSnapshot({ ref }: { ref: string }) {
    await this.#wait()
    this.#kept = this.#kept.filter((one) => one.view.ref !== ref)
  }

  async history(request: HistoryRequest): Promise<HistoryView> {
    await this.#wait()
    const all = fakeEvents(this.#kept.map((one) => one.view).filter((one) => one.environment === request.environment), this.#runs)
    return fakeHistory(all, request)
  }

  async countHistory() {
    await this.#wait()
    return []
  }

  async differs({ a, b }: { a: string; b: string }): Promise<DiffersView> {
    const { id, changes, same: alike } = await this.compare({ a, b, withValues: true })
    return { id, a, b, changes, counts: counts(changes), same: alike, read_at: new Date().toISOString() }
  }

  async accounts({ id, keys }: { id: string; keys: string[] }): Promise<AccountView[]> {
    await this.#wait()
    const found = this.#sessions.get(id)
    return keys.map((key) => {
      const { stretches } = lines(key, found?.a.get(key), found?.b.get(key))
      const of = (not: 'add' | 'remove') => stretches.filter((one) => one.kind !== not).reduce((sum, one) => sum + one.lines, 0)
      return { key, added: of('remove'), removed: of('add'), fields: [], total: 0, binary: false, large: false }
    })
  }

  async item({ ref, item }: { ref: string; item: string }) {
    await this.#wait()
    const text = this.#items(ref).get(item) ?? ''
    return { key: item, part: partOf(item), mode: '', size: text.length, digest: '', binary: false, text, base64: '' }
  }

  async compare({ a, b }: { a: string; b: string; withValues: boolean }): Promise<CompareView> {
    await this.#wait()
    const [left, right] = [this.#items(a), this.#items(b)]
    const id = `c${this.#next++}`
    this.#sessions.set(id, { a: left, b: right })
    const changes = diff(left, right)
    return { id, a: this.#side(a, left), b: this.#side(b, right), changes, ...counts(changes), alike: 0, ignored_values: 0, same: same(left, right) }
  }

  #side(ref: string, items: Items): CompareView['a'] {
    const snapshot = this.#kept.find((one) => one.view.ref === ref)?.view
    const environment = snapshot?.environment ?? ref
    const { name, role } = this.#find(environment)
    return {
      ref, environment, name, role, title: snapshot ? `${name}, snapshot ${snapshot.number}` : `${name}, now`, state: digest(items), items: items.size,
      kind: snapshot ? 'snapshot' : 'environment', at: snapshot?.taken_at ?? new Date().toISOString(),
      number: snapshot?.number ?? 0, note: snapshot?.note ?? '', reason: snapshot?.reason ?? '',
    }
  }

  async compareKnown({ a, b }: { a: string; b: string; withValues: boolean }): Promise<CompareView> {
    await this.#wait()
    const [left, right] = [this.#items(a), this.#items(b)]
    return { id: '', a: this.#side(a, left), b: this.#side(b, right), changes: [], ...counts([]), alike: 0, ignored_values: 0, same: 0 }
  }

  async revealSecret() {
    await this.#wait()
    return { before: 'hunter2', after: 'hunter3' }
  }

  async values({ project }: { project: string }): Promise<ValuesView> {
    await this.#wait()
    const environments = this.#project(project).environments.map(({ ref, name, role }) => ({ ref, name, role, reachable: !this.away.has(ref), problem: '' }))
    return { project, environments, rules: structuredClone(this.ruled), places: structuredClone(this.places), unread: [] }
  }

  async valueChanges({ ref }: { ref: string }) {
    return this.values({ project: ref.split('/')[0] ?? '' })
  }

  async keepValue({ ref, place, value }: { ref: string; place: string; value: string }) {
    await this.#wait()
    const cell = this.places.find((row) => row.place === place)?.values.find((one) => one.environment === ref)
    if (cell) Object.assign(cell, { status: 'ready', value })
  }

  async dropValue({ ref, place }: { ref: string; place: string }) {
    await this.#wait()
    const cell = this.places.find((row) => row.place === place)?.values.find((one) => one.environment === ref)
    if (cell) Object.assign(cell, { status: 'not-set', value: '' })
  }

  async rules({ project }: { project: string }): Promise<RulesView> {
    await this.#wait()
    return { project, rules: structuredClone(this.ruled), declined: [...this.declined], undo: this.#ruledBefore.length > 0 }
  }

  async setRules({ project, rules }: { project: string; rules: RuleView[] }): Promise<RulesView> {
    this.#ruledBefore.push(this.ruled)
    this.ruled = structuredClone(rules)
    return this.rules({ project })
  }

  async addRules({ project, rules }: { project: string; rules: RuleView[] }): Promise<RulesView> {
    this.suggestions = this.suggestions.filter((one) => !rules.some((rule) => rule.pattern === one.pattern))
    return this.setRules({ project, rules: [...this.ruled, ...rules] })
  }

  async undoRules({ project }: { project: string }): Promise<RulesView> {
    this.ruled = this.#ruledBefore.pop() ?? this.ruled
    return this.rules({ project })
  }

  async testRule({ project }: { project: string; pattern: string }): Promise<ValuesView> {
    return this.values({ project })
  }

  async suggestRules(): Promise<SuggestionView[]> {
    await this.#wait()
    return structuredClone(this.suggestions)
  }

  async declineRules({ project, patterns }: { project: string; patterns: string[] }): Promise<RulesView> {
    this.declined.push(...patterns)
    this.suggestions = this.suggestions.filter((one) => !patterns.includes(one.pattern))
    return this.rules({ project })
  }

  async fillValue({ plan, place, value, choices }: { plan: string; place: string; value: string; choices: ChoiceRequest }): Promise<PlanView> {
    const hole = this.planValues.find((one) => one.place === place)
    if (hole) Object.assign(hole, { status: 'ready', value: hole.secret ? '' : value })
    return this.choose({ plan, choices })
  }

  async patchOf() {
    await this.#wait()
    return ''
  }

  #session(id: string): { a: Items; b: Items } {
    const found = this.#sessions.get(id)
    if (!found) throw new BackendError('not-found', 'This comparison is not known any more. Compare again.')
    return found
  }

  async itemDiff({ session, key }: { session: string; key: string }): Promise<DiffView> {
    await this.#wait()
    const found = this.#session(session)
    return lines(key, found.a.get(key), found.b.get(key))
  }

  async searchComparison({ session, text }: { session: string; text: string }) {
    await this.#wait()
    const { a, b } = this.#session(session)
    const holds = (key: string) => `${key}\n${a.get(key) ?? ''}\n${b.get(key) ?? ''}`.toLowerCase().includes(text.toLowerCase())
    return { keys: diff(a, b).map((change) => change.key).filter(holds), skipped: 0, unsearched: [] }
  }

  async schema({ session }: { session: string }) {
    await this.#wait()
    return schemaOf(this.#session(session))
  }

  async saveReport({ path }: { path: string }) {
    await this.#wait()
    return { path, bytes: 12_000, items: 4 }
  }

  async diffTexts({ before, after }: { before: string; after: string }) {
    await this.#wait()
    return lines('', before, after)
  }

  async answerRename() {
    await this.#wait()
  }

  async script() {
    await this.#wait()
    return { statements: [] }
  }

  async modelDiff({ plan, slot }: { plan: string; slot: string }): Promise<DiffView> {
    await this.#wait()
    const found = this.#sessions.get(plan)
    const text = (items?: Items) => [...(items ?? [])].filter(([key]) => partOf(key) === 'model').map(([, one]) => one).join(',\n')
    return lines(slot, text(found?.a), text(found?.b))
  }

  async model({ ref, slot }: { ref: string; slot: string }) {
    await this.#wait()
    const items = [...this.#items(ref)].filter(([key]) => partOf(key) === 'model')
    const editable = this.#find(ref).role === 'development'
    const objects = items.map(([key, text]) => {
      const { fields } = JSON.parse(text) as { fields: Record<string, { type: string; required?: boolean; unique?: boolean }> }
      const drawn = Object.entries(fields).map(([name, field]) => ({ name, type: field.type, required: field.required ?? false, unique: field.unique ?? false, default: '', relation: '' }))
      return { key, name: key.split('/')[1] ?? '', kind: 'object', fields: drawn, parts: [] }
    })
    const why = editable ? '' : 'Change it on Development and promote.'
    return { environment: ref, slot, language: 'json', text: `[\n${items.map(([, text]) => text).join(',\n')}\n]\n`, objects, editable, why }
  }

  async checkModel({ text }: { text: string }): Promise<ProblemView[]> {
    await this.#wait()
    try {
      JSON.parse(text)
      return []
    } catch {
      return [{ key: '', path: '', message: 'The model is not JSON: line 4, column 3.', verdict: 'blocks', accepted: false, needs: [] }]
    }
  }

  async targets({ source }: { source: string }): Promise<TargetView[]> {
    await this.#wait()
    const { project } = this.#find(source)
    return this.#project(project).environments.filter((one) => one.ref !== source).map(({ ref, address }) => {
      const reachable = !this.away.has(ref)
      const found = counts(reachable ? diff(this.#items(ref), this.#items(source)) : [])
      return { ref, reachable, problem: reachable ? '' : `${address} is not there.`, counts: found, moves: found.added + found.modified, conflicts: 0, only: found.removed }
    })
  }

  async plan(request: PlanRequest): Promise<PlanView> {
    await this.#wait()
    const target = this.#items(request.target)
    const source = this.#sourceOf(request, target)
    const id = `plan${this.#next++}`
    const incoming = diff(target, source).map((change) => ({ ...change, side: 'incoming' as const, chosen: true, unsure: request.act === 'promote' && change.op === 'remove' && change.key.includes('hotfix') }))
    this.#sessions.set(id, { a: target, b: source })
    return this.#settle(id, request, incoming, request.choices)
  }

  #sourceOf(request: PlanRequest, target: Items): Items {
    if (request.act === 'promote' || request.act === 'restore') return this.#items(request.source)
    if (request.act === 'edit') return new Map(target)
    const last = this.#runs.find((run) => run.environment === request.target && run.status === 'done' && run.act !== 'rollback' && run.taken_back_by === 0)
    if (!last) throw new BackendError('not-found', 'There is no run to roll back.')
    return this.#items(last.guard)
  }

  async choose({ plan, choices }: { plan: string; choices: ChoiceRequest }): Promise<PlanView> {
    await this.#wait()
    const known = this.#plans.get(plan)
    if (!known) throw new BackendError('not-found', 'This plan is not known any more. Plan again.')
    return this.#settle(plan, known.request, known.view.changes, choices)
  }

  #settle(id: string, request: PlanRequest, changes: ChangeView[], choices: ChoiceRequest): PlanView {
    const chosen = changes.map((change) => ({ ...change, chosen: !choices.except.includes(change.key) && (!choices.ticking || choices.ticked.includes(change.key)), why: '' }))
    const moves = (key: string) => chosen.some((change) => change.key === key && change.chosen)
    const problems: ProblemView[] = []
    if (request.act === 'promote' && moves('main:object/coupons')) {
      const message = 'coupons.legacyCode is removed. What is stored in it is lost, and a snapshot does not hold it.'
      problems.push({ key: 'main:object/coupons', path: 'fields.legacyCode', message, verdict: 'loses', accepted: choices.accept_all || choices.accept_loss.includes('main:object/coupons'), needs: [] })
    }
    if (request.act === 'promote' && moves('main:file/templates/hotfix.html')) {
      const message = 'templates/hotfix.html is only on Live and would be removed.'
      problems.push({ key: 'main:file/templates/hotfix.html', path: '', message, verdict: 'loses', accepted: choices.accept_loss.includes('main:file/templates/hotfix.html'), needs: [] })
    }
    const open = problems.filter((problem) => problem.verdict === 'loses' && !problem.accepted)
    const target = this.#find(request.target)
    const want = new Map(this.#items(request.target))
    const source = this.#sessions.get(id)?.b ?? new Map<string, string>()
    for (const change of chosen) {
      if (!change.chosen) continue
      const text = source.get(change.key)
      if (text === undefined) want.delete(change.key)
      else want.set(change.key, text)
    }
    const gate = { required: target.passed_upstream, met: !target.passed_upstream, why: target.passed_upstream ? `The check health of ${target.upstream} has no result for what would come to ${target.name}.` : '' }
    const past = !gate.met && choices.past_gate
    const model = chosen.filter((change) => change.chosen && change.part === 'model').length
    const writes = chosen.filter((change) => change.chosen).length
    const view: PlanView = {
      id, act: request.act, source: '', target: '', base: '', want: digest(want), source_ref: request.source, target_ref: request.target,
      changes: chosen, problems, gate, same: 40, writes,
      refusal: open.length > 0 ? `${open[0]?.message ?? ''} Nothing was changed. Accept it, or leave the item out.` : gate.met || past ? '' : `${gate.why} Nothing was changed.`,
      code: open.length > 0 || (!gate.met && !past) ? 'blocked' : '',
      confirm: target.role === 'live' || past ? target.name : '',
      steps: [
        { phase: 'guard', text: `Take a snapshot of ${target.name}.` },
        { phase: 'check', text: `Check that ${target.name} is still what this plan saw.` },
        ...(model > 0 ? [{ phase: 'model' as const, text: `Update the model: ${model} objects.` }] : []),
        ...(writes > model ? [{ phase: 'configuration' as const, text: `Write ${writes - model} configuration items.` }] : []),
        { phase: 'cache', text: 'Reload nginx.' },
        { phase: 'verify', text: `Read ${target.name} back and compare it with the plan.` },
      ],
      planned_at: new Date().toISOString(),
      target_role: target.role,
      detour: '',
      earlier: null,
      place: request.place,
      values: structuredClone(this.planValues),
      owned: [],
      on_failure: target.on_failure,
      if_it_fails: `${target.name} stays as the run leaves it, and waits for your answer.`,
      omitted: [],
      not_held: ['Rows in the database and uploaded pictures.'], saved: [], emptied: choices.emptied,
      script: '',
    }
    this.#plans.set(id, { view, request, want })
    return structuredClone(view)
  }

  async start(request: { plan: string; confirm: string; why: string }): Promise<RunView> {
    const environment = this.#plans.get(request.plan)?.request.target ?? ''
    this.#running.set(environment, { stops: false })
    try {
      return await this.#carryOut(request)
    } finally {
      this.#running.delete(environment)
      this.emit('changed', { environment })
    }
  }

  async #carryOut({ plan, confirm, why }: { plan: string; confirm: string; why: string }): Promise<RunView> {
    const known = this.#plans.get(plan)
    if (!known) throw new BackendError('not-found', 'This plan is not known any more. Plan again.')
    const { view, request, want } = known
    if (confirm !== view.confirm) throw new BackendError('blocked', `Type ${view.confirm} to confirm. Nothing was changed.`)
    const target = this.#find(request.target)
    const number = this.#runs.length + 1
    const guard = this.#keep(target.ref, (request.act === 'rollback' ? 'before-rollback' : request.act === 'restore' ? 'before-restore' : 'before-promotion'), '', number)
    const moved = view.changes.filter((change) => change.chosen)
    const tell = async (phase: Events['run:progress']['phase'], done: number, message: string) => {
      await this.#wait()
      this.emit('run:progress', { plan, run: number, environment: target.ref, phase, key: '', done, total: moved.length, message })
    }
    await tell('guard', 0, `Snapshot ${guard.number} of ${target.name} written, ${guard.items} items`)
    await tell('check', 0, `${target.name} is unchanged since the plan was made`)
    const run = this.#record(view, number, why, guard.ref, moved)
    for (const [at, change] of moved.entries()) {
      if (this.breaks && at === 1) return this.#break(run, target, 1)
      if (this.#running.get(target.ref)?.stops) return this.#stop(run, target, at)
      await tell(change.part, at + 1, `${change.op} ${change.key}`)
    }
    this.#states.set(target.ref, want)
    await tell('verify', moved.length, 'Everything read back')
    run.checks = (await this.runChecks({ ref: target.ref })).checks
    const failed = run.checks.find((one) => !one.passed)
    if (failed) run.failure = `Everything was written and verified, but the check ${failed.name} of ${target.name} failed: ${failed.message}`
    run.result = this.#keep(target.ref, 'result', '', number).ref
    Object.assign(run, { status: 'done', applied: moved.length, ended_at: new Date().toISOString() })
    target.last_run = run
    return structuredClone(run)
  }

  #record(view: PlanView, number: number, why: string, guard: string, moved: ChangeView[]): RunView {
    const run: RunView = {
      number, uuid: `r${number}`, act: view.act, status: 'running', open: false, undoing: false, by: person, why, environment: view.target_ref,
      source: view.source_ref, target: view.target_ref, guard, result: '', applied: 0, changes: moved, problems: view.problems, failure: '',
      takes_back: 0, taken_back_by: 0, steps: moved.map((change) => ({ key: change.key, op: change.op, outcome: 'done' })),
      started_at: new Date().toISOString(), ended_at: '', checks: [], past_gate: false, by_policy: false, saved: [],
    }
    this.#runs.unshift(run)
    return run
  }

  #break(run: RunView, target: EnvironmentView, applied: number): RunView {
    return this.#leaveOpen(run, target, applied, 'failed', `The disk of ${target.name} is full. Make room, then continue, or undo.`)
  }

  #stop(run: RunView, target: EnvironmentView, applied: number): RunView {
    return this.#leaveOpen(run, target, applied, 'interrupted', '')
  }

  #leaveOpen(run: RunView, target: EnvironmentView, applied: number, status: RunView['status'], failure: string): RunView {
    run.steps = run.steps.map((step, at) => ({ ...step, outcome: at < applied ? 'done' : at === applied ? 'begun' : 'planned' }))
    Object.assign(run, { status, open: true, applied, failure, ended_at: new Date().toISOString() })
    target.last_run = run
    target.open_run = run
    return structuredClone(run)
  }

  async cancel({ environment }: { environment: string }) {
    await this.#wait()
    const running = this.#running.get(environment)
    if (running) running.stops = true
  }

  async busy() {
    await this.#wait()
    return this.#running.size > 0
  }

  async interrupt() {
    await this.#wait()
  }

  quit() {
    this.quits++
  }

  hide() {
    this.hidden = true
  }

  raise() {
    this.hidden = false
  }

  frame() {
    // A window of a test has no frame.
  }

  async #answer(number: number, status: RunView['status']): Promise<RunView> {
    await this.#wait()
    const run = this.#runs.find((one) => one.number === number)
    if (!run) throw new BackendError('not-found', `There is no run ${number}.`)
    Object.assign(run, { status, open: false })
    this.#find(run.environment).open_run = null
    return structuredClone(run)
  }

  continueRun({ number }: { number: number }) {
    return this.#answer(number, 'done')
  }

  undoRun({ number }: { number: number }) {
    return this.#answer(number, 'undone')
  }

  leaveRun({ number }: { number: number }) {
    return this.#answer(number, 'left')
  }

  async runs({ environment }: { environment: string; limit: number }) {
    await this.#wait()
    return structuredClone(this.#runs.filter((run) => environment === '' || run.environment === environment))
  }

  async run({ number }: { number: number }) {
    await this.#wait()
    const run = this.#runs.find((one) => one.number === number)
    if (!run) throw new BackendError('not-found', `There is no run ${number}.`)
    return structuredClone(run)
  }

  async activity({ project, environment, by, act, from, to, offset, limit }: ActivityRequest): Promise<ActivityView> {
    await this.#wait()
    const place = (run: RunView) => this.#projects.flatMap((one) => one.environments).find((one) => one.ref === run.environment)
    const wanted = this.#runs.filter((run) => {
      const home = this.#projects.find((one) => one.environments.some((other) => other.ref === run.environment))
      if (project !== '' && home?.uuid !== project) return false
      if (environment !== '' && place(run)?.uuid !== environment) return false
      return (by === '' || run.by === by) && (act === '' || run.act === act) && (from === '' || run.started_at >= from) && (to === '' || run.started_at < to)
    })
    const runs = wanted.slice(offset, limit === 0 ? undefined : offset + limit).map((run) => ({ ...run, role: place(run)?.role ?? 'test', removed: !place(run), counts: counts(run.changes) }))
    const written = this.#projects.flatMap((one) => one.environments).filter((one) => this.#runs.some((run) => run.environment === one.ref))
    const environments = written.map(({ uuid, name, project: home, role }) => ({ uuid, name, project: home, role, removed: false }))
    return structuredClone({ runs, total: wanted.length, open: this.#runs.filter((run) => run.open), people: [...new Set(this.#runs.map((run) => run.by))].sort(), environments })
  }

  async exportSaved({ path }: { path: string }) {
    await this.#wait()
    return { path, bytes: 12_000 }
  }

  async dropSaved({ run: number, id }: { run: number; id: string }) {
    await this.#wait()
    const run = this.#runs.find((one) => one.number === number)
    if (run) run.saved = run.saved.filter((one) => one.id !== id)
  }

  async activityRun({ number }: { number: number }) {
    const run = await this.run({ number })
    const place = this.#projects.flatMap((one) => one.environments).find((one) => one.ref === run.environment)
    const last = this.#runs.find((one) => one.environment === run.environment && one.act !== 'rollback' && ['done', 'left'].includes(one.status) && one.taken_back_by === 0)
    const result_at = run.result === '' ? '' : run.ended_at
    return { run, role: place?.role ?? ('test' as const), removed: !place, roll_back: last?.number === number, guard_at: run.started_at, result_at }
  }

  async runLog({ number }: { number: number }) {
    const run = await this.run({ number })
    const lines = run.changes.map((change) => ({ at: run.started_at, text: `Configuration: ${change.key}` }))
    return [{ at: run.started_at, text: `Begun by ${run.by}.` }, ...lines, ...(run.ended_at === '' ? [] : [{ at: run.ended_at, text: 'Done.' }])]
  }

  async exportSize({ refs, environment, project }: ExportRequest) {
    await this.#wait()
    const all = this.#kept.filter(({ view }) => refs.includes(view.ref) || view.environment === environment || view.environment.startsWith(`${project}/`))
    return { snapshots: all.length, runs: 0, items: all.reduce((sum, one) => sum + one.view.items, 0), bytes: all.length * 18_400, exact: true, not_held: 'Rows in the database and uploaded pictures.', secrets: 0 }
  }

  async inspectAll({ path }: { path: string }) {
    await this.#wait()
    if (!path.endsWith('.zip')) throw new BackendError('invalid', 'This file is not a Lockstep archive. Choose a .zip that Lockstep has written.')
    const snapshots = this.#kept.slice(0, 1).map((one) => one.view)
    const home = 'Northwind Shop/Live'
    const intake = { ...nothingAdded, added: 1, environments: [{ ref: home, name: 'Live', role: 'live' as const, new: false, connected: false, added: 1, already: 0 }] }
    const archive = { path, format: 1, project: 'Northwind Shop', environment: 'Live', role: 'live' as const, snapshots, bytes: 18_400, known: true, here: home, home, already: 0, not_held: 'Rows in the database and uploaded pictures.', damaged: [], sealed: false, import: intake }
    return { path, folder: false, sealed: false, archives: [archive], refused: [] }
  }

  async archiveItems() {
    await this.#wait()
    const items = [...(this.#kept[0]?.items ?? this.#states.get('Northwind Shop/Live') ?? [])]
    return items.map(([key, text]) => ({ key, part: partOf(key), mode: '', size: text.length, damaged: '' }))
  }

  async archiveItem({ item }: { path: string; item: string }) {
    return this.item({ ref: 'Northwind Shop/Live', item })
  }

  async importAll({ paths }: { paths: string[] }) {
    await this.#wait()
    return { ...nothingAdded, added: paths.length }
  }

  async importArchive() {
    await this.#wait()
    return { ...nothingAdded, added: 1 }
  }

  async verified() {
    await this.#wait()
    return { at: this.#verifiedAt, by: person, snapshots: this.#kept.length, bodies: 42, bytes: 421_000, damaged: 0 }
  }

  async readBack({ number }: { number: number }): Promise<ReadBackView> {
    const run = await this.run({ number })
    const items = run.steps.map(({ key, op, outcome }) => ({ key, op, now: outcome === 'done' ? ('after' as const) : ('before' as const) }))
    const after = items.filter((item) => item.now === 'after').length
    return { run: number, checked_at: new Date().toISOString(), items, before: items.length - after, after, neither: 0 }
  }

  async exportSnapshots({ refs, path }: ExportRequest & { path: string }) {
    await this.#wait()
    return { path, bytes: 18_400, items: this.#items(refs[0] ?? '').size, snapshots: 1, runs: 0, sealed: false, secrets: 0 }
  }

  async verify() {
    await this.#wait()
    this.#verifiedAt = new Date().toISOString()
    return { snapshots: this.#kept.length, bodies: 42, bytes: 421_000, damaged: [], record: { links: 0, head: '' } }
  }

  async pickFolder() {
    await this.#wait()
    return '/srv/shop'
  }

  async pickArchive() {
    await this.#wait()
    return this.openFrom
  }

  async pickSettings() {
    await this.#wait()
    return '/home/ada/northwind.toml'
  }

  async pickSave() {
    await this.#wait()
    return this.saveTo
  }

  async opened() {
    await this.#wait()
    const path = this.handed
    this.handed = ''
    return path
  }
}

/** A check as a request defines it, which never ran. */
function checkOf(request: CheckRequest): CheckView {
  const { name, url, method, status, headers, body, json_path, equals, argv, shell, dir, env, secrets, timeout, retries } = request
  const kind = url !== '' ? 'http' : shell !== '' ? 'shell' : 'command'
  const text = kind === 'http' ? `${method || 'GET'} ${url}` : kind === 'shell' ? shell : argv.join(' ')
  return { name, kind, text, url, method, status, headers, body, json_path, equals, argv, shell, dir, env, secrets: Object.keys(secrets), unset: [], timeout: timeout || '10s', retries, result: null }
}
