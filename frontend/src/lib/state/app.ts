import { createContext } from 'svelte'
import type { Backend } from '../backend/backend'
import type { EnvironmentView, ProjectView, RunView } from '../backend/views'
import { environmentName } from '../format/names'
import { plural } from '../format/numbers'
import { runTitle } from '../format/words'
import { Acts } from './acts.svelte'
import { Archive } from './archive.svelte'
import { Catalog } from './catalog.svelte'
import { Closing } from './closing.svelte'
import { Comparison } from './comparison.svelte'
import { Dialogs } from './dialogs.svelte'
import { beginningOf, type Drifted } from './drift'
import { Environments } from './environments.svelte'
import { History } from './history.svelte'
import type { Intent } from './intent'
import { heedKeeping, keepAll } from './kept'
import { Promotion } from './promotion.svelte'
import { Projects } from './projects.svelte'
import { Router } from './router.svelte'
import { type Answer, Runs } from './runs.svelte'
import { ThemeState } from './theme.svelte'
import { Toasts } from './toasts.svelte'
import { Travel } from './travel.svelte'
import { Undo } from './undo.svelte'
import { Values } from './values.svelte'
import { Work } from './work.svelte'
import { Zoom } from './zoom.svelte'

/** How often it is looked whether the catalog is to be verified, in milliseconds. */
const calm = 10 * 60 * 1000

/** App is the whole state of the window; each noun has its own class, and what concerns several of them is here. */
export class App {
  readonly router = new Router()
  readonly theme: ThemeState
  readonly zoom = new Zoom()
  readonly toasts = new Toasts()
  readonly dialogs = new Dialogs()
  readonly acts = new Acts()
  readonly undo = new Undo()
  readonly catalog: Catalog
  readonly projects: Projects
  readonly environments: Environments
  readonly travel: Travel
  readonly values: Values
  readonly history: History
  readonly comparison: Comparison
  readonly archive: Archive
  readonly runs: Runs
  readonly promotion: Promotion
  readonly closing: Closing
  readonly work: Work
  readonly backend: Backend

  constructor(asked: Backend) {
    this.work = new Work(asked)
    const backend = this.work.watched
    this.backend = backend
    this.theme = new ThemeState((theme) => backend.frame(theme))
    this.catalog = new Catalog(backend)
    this.projects = new Projects(backend)
    this.environments = new Environments(backend, () => void Promise.all([this.travel.refresh(), this.values.refresh()]))
    this.travel = new Travel(backend, (looks) => this.environments.recall(looks))
    this.values = new Values(backend, this.undo)
    this.history = new History(backend, this.undo)
    this.comparison = new Comparison(backend)
    this.archive = new Archive(backend)
    this.runs = new Runs(backend)
    this.promotion = new Promotion(backend, (run) => this.#ended(run), (title, undo) => this.undo.did(title, undo))
    this.closing = new Closing(backend, () => this.runs.underWay)
  }

  /** Loads what every screen needs and listens to the Go side; the answer stops listening. */
  start(): () => void {
    const stops = [
      this.router.listen(),
      heedKeeping((reason) => this.toasts.fail(reason)),
      this.#heedFaults(),
      this.backend.on('theme', ({ system }) => this.theme.follow(system)),
      this.backend.on('changed', ({ environment }) => {
        this.runs.ended(environment)
        void this.closing.settle()
        void this.promotion.settled(environment)
        void this.#changed(environment)
      }),
      this.backend.on('looked', (look) => this.environments.told(look)),
      this.backend.on('close:asked', () => this.closing.ask()),
      this.backend.on('window:raised', () => this.closing.keepOpen()),
      this.backend.on('archive:dropped', ({ path }) => this.#dropped(path)),
      this.backend.on('archive:opened', () => void this.#takeOpened()),
      this.backend.on('run:progress', (progress) => {
        this.promotion.tell(progress)
        this.runs.tell(progress)
      }),
    ]
    const timer = setInterval(() => void this.#verifyInPassing(), calm)
    void this.#load()
    return () => {
      clearInterval(timer)
      stops.forEach((stop) => stop())
    }
  }

  /** Verifies the catalog where that is due, while nothing else is done. */
  async #verifyInPassing(): Promise<void> {
    if (this.work.doing !== '' || this.promotion.running || this.runs.underWay.length > 0) return
    const damaged = await this.catalog.verifyWhenDue(Date.now())
    if (damaged > 0) this.toasts.say(`${plural(damaged, 'item')} in the catalog ${damaged === 1 ? 'is' : 'are'} damaged. Settings names them.`, 'loss')
  }

  /** What nobody caught is said, and not only to a console that nobody has open; what waits to be kept is kept. */
  #heedFaults(): () => void {
    const fault = ({ error, message }: ErrorEvent) => this.toasts.fault(error ?? message)
    const rejected = ({ reason }: PromiseRejectionEvent) => this.toasts.fault(reason)
    const leaving = () => void keepAll()
    window.addEventListener('error', fault)
    window.addEventListener('unhandledrejection', rejected)
    window.addEventListener('pagehide', leaving)
    return () => {
      window.removeEventListener('error', fault)
      window.removeEventListener('unhandledrejection', rejected)
      window.removeEventListener('pagehide', leaving)
    }
  }

  async #load(): Promise<void> {
    await Promise.all([this.catalog.load(), this.projects.load()])
    await this.#takeOpened()
  }

  /** A dialog is answered first: what is dropped leads to another page, and would take it away. */
  #dropped(path: string): void {
    if (document.querySelector('dialog[open]')) this.toasts.say('Close the dialog first, then drop the file again.', 'info')
    else this.openArchive(path)
  }

  /** Shows the archive that the program was started with, or was started with again. */
  async #takeOpened(): Promise<void> {
    const path = await this.toasts.attempt(() => this.archive.opened())
    if (path) this.openArchive(path)
  }

  /** Something was recorded: what is read from the catalog is read again. Systems are not asked because of it. */
  async #changed(ref: string): Promise<void> {
    this.history.passing.forget(ref)
    const work = [this.projects.load(), this.catalog.refresh(), this.travel.refresh(), this.runs.refresh(), this.history.changed(ref), this.values.refresh()]
    await Promise.all(work)
  }

  /** Reads again all that a write to an environment may have changed. */
  async refresh(): Promise<void> {
    await this.#changed(this.history.list.asked.ref)
    const connected = this.projects.environments.filter((environment) => environment.connections.length > 0)
    await this.environments.lookAll(connected.map((environment) => environment.ref))
  }

  /** Keeps what drifted: it is what Lockstep expects there from now on. What changed since it was looked at is not kept unseen. */
  async keepDrift({ environment: { ref, name }, state }: Drifted): Promise<void> {
    const kept = await this.toasts.attempt(() => this.environments.keepDrift(ref, state))
    await this.projects.load()
    await this.environments.look(ref)
    if (kept) this.toasts.say(`Kept: snapshot ${kept.number} is what Lockstep now expects on ${name}.`)
  }

  /** Shows what it takes to put back what drifted, and nothing else ticked. */
  putBack({ environment, expected, found }: Drifted): void {
    this.dialogs.show({ kind: 'restore', source: expected.ref, target: environment.ref, found })
  }

  /** Shows what it takes to bring what drifted to where changes begin, and nothing else ticked. */
  bringDrift({ environment, found }: Drifted): void {
    const to = this.beginningOf(environment)
    if (to) this.openWizard({ act: 'promote', source: environment.ref, target: to.ref, found })
  }

  /** Shows what it takes to bring an environment's state down to where changes begin, which keeps its own values. */
  bringDown(environment: EnvironmentView): void {
    const to = this.beginningOf(environment)
    if (to) this.openWizard({ act: 'promote', source: environment.ref, target: to.ref })
  }

  /** Where what was changed on an environment may be brought; null for nowhere. */
  beginningOf(environment: EnvironmentView): EnvironmentView | null {
    return beginningOf(this.projects.projectOf(environment.ref)?.environments ?? [], environment)
  }

  /** Allows an environment to be written to, or forbids it; gives whether that was done. */
  async allowWriting(environment: EnvironmentView, allow: boolean): Promise<boolean> {
    const done = await this.toasts.attempt(() => this.environments.allowWriting(environment, allow))
    if (done) await this.projects.load()
    return done !== null
  }

  /** The folder that a person picks; "" for none. */
  async pickFolder(title: string): Promise<string> {
    return (await this.toasts.attempt(() => this.environments.pickFolder(title))) ?? ''
  }

  /** Reads an environment again, and what the catalog has of it: a run there may have lost its program. */
  async check(ref: string): Promise<void> {
    await Promise.all([this.environments.look(ref), this.projects.load()])
  }

  openArchive(path: string): void {
    this.router.go({ name: 'archive', path })
  }

  /** Asks for a file with the settings of a project, and shows what it would change. */
  async openSettings(): Promise<void> {
    const path = await this.toasts.attempt(() => this.projects.pickSettings())
    if (path) this.dialogs.show({ kind: 'apply-settings', path })
  }

  async exportSettings(project: ProjectView): Promise<void> {
    const done = await this.toasts.attempt(() => this.projects.exportSettings(project))
    if (!done) return
    const { path, notes } = done
    this.toasts.say([`The settings of ${project.name} are in ${path}, without the secrets of its connections.`, ...notes].join(' '), notes.length > 0 ? 'info' : undefined)
  }

  /** Whether nothing is under way and nothing waits, so that something else may be asked for. */
  get calm(): boolean {
    return !this.promotion.running && this.runs.underWay.length === 0 && this.projects.openRuns.length === 0
  }

  /** Asks what is to be restored, where to, and shows what that changes there. */
  openRestore(source: string, target: string): void {
    this.dialogs.show({ kind: 'restore', source, target, found: '' })
  }

  openWizard(intent: Partial<Intent> & Pick<Intent, 'act'>): void {
    void this.promotion.open(intent)
    this.router.go({ name: 'wizard' })
  }

  rollBack(ref: string): void {
    void this.promotion.rollBack(ref)
    this.router.go({ name: 'wizard' })
  }

  /** Shows an open run as the wizard does that stopped; while another one is under way there, as it is recorded. */
  showRun(run: RunView): void {
    const target = this.projects.environment(run.environment)
    if (target && !this.promotion.running) {
      this.promotion.showRun(run, target, this.projects.projectOf(run.environment))
      this.router.go({ name: 'wizard' })
    } else this.router.go({ name: 'activity', run: run.number })
  }

  closeWizard(): void {
    this.promotion.close()
    this.router.go({ name: 'overview' })
  }

  /** One step back in the wizard; from its first one, and from a run, to the overview. Nothing is discarded by it. */
  stepBack(): void {
    const { promotion } = this
    const { stage, steps } = promotion
    const answering = stage.step === 'failed' && this.runs.answering(stage.run.number)
    const inside = stage.step === 'model' || stage.step === 'configuration' || stage.step === 'review'
    if (stage.step === 'choose' && promotion.proposals.shown) promotion.proposals.hide()
    else if (inside && (promotion.choosesSides || steps.all.indexOf(stage.step) > 1)) steps.back()
    else if (promotion.running || answering) this.router.go({ name: 'overview' })
    else this.closeWizard()
  }

  /** Answers an open run. It may take as long as the run itself. */
  async answer(run: RunView, answer: Answer): Promise<RunView | null> {
    const answered = await this.toasts.attempt(() => this.runs.answer(run.number, answer))
    if (answered) {
      this.promotion.answered(answered)
      this.#tellOf(answered)
    }
    await this.refresh()
    return answered
  }

  /** Says how a run that set one value ended. One that is not finished is answered where all others are. */
  async valueSet(run: RunView, place: string): Promise<void> {
    const { environment: ref, failure, open, status } = run
    if (open || status !== 'done') {
      this.toasts.say(failure || `${runTitle(run)}: it is not finished.`, 'loss')
      if (open) this.showRun(run)
    } else {
      const said = `${place} of ${environmentName(ref)} set.${failure === '' ? '' : ` ${failure}`}`
      this.toasts.say(said, failure === '' ? 'success' : 'warn', { label: 'Roll back', run: () => this.rollBack(ref) })
    }
    await this.check(ref)
  }

  #ended(run: RunView): void {
    if (run.open && this.promotion.undoes) {
      void this.answer(run, 'undo')
      return
    }
    if (this.router.route.name !== 'wizard') this.#tellOf(run)
    void this.refresh()
  }

  #tellOf(run: RunView): void {
    if (run.open) this.toasts.say(run.failure || `${runTitle(run)}: it still waits for an answer.`, 'loss')
    else if (run.status === 'undone') this.toasts.say(`${runTitle(run)}: undone. Everything is as it was before.`)
    else if (run.status === 'left') this.toasts.say(`${runTitle(run)}: left as it is.`, 'info')
    else this.toasts.say(`${runTitle(run)}: done and read back.`)
  }
}

/** How components reach the state. */
export const [useApp, provideApp] = createContext<App>()
