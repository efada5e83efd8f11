import { SvelteMap } from 'svelte/reactivity'
import type { Backend } from '../backend/backend'
import { environmentName, isFile, itemName } from '../format/names'

type Words = (asked: Record<string, string>) => string
type Call = Exclude<keyof Backend, 'on'>

/** How long a call may take before it is spoken of, in milliseconds. */
const patience = 700

// Runs tell of themselves and have their own stop; a native dialog stays open as long as a person wants.
const quiet: readonly Call[] = [
  'start', 'continueRun', 'undoRun', 'cancel', 'interrupt', 'busy', 'quit', 'hide', 'raise', 'frame', 'remembered', 'remember', 'findSnapshots', 'pickFolder', 'pickArchive', 'pickSettings', 'pickSave',
]

const words: Partial<Record<Call, Words>> = {
  look: ({ ref }) => `Reading ${side(ref)}…`,
  values: () => 'Reading the environment values…',
  valueChanges: ({ ref }) => `Looking when the values of ${side(ref)} changed…`,
  testRule: () => 'Looking what the rule names…',
  suggestRules: () => 'Looking for values…',
  model: ({ ref }) => `Reading ${side(ref)}…`,
  travel: () => 'Comparing the stages…',
  checkModel: () => 'Checking the model…',
  diffTexts: () => 'Comparing…',
  plan: ({ source, target }) => (source ? `Reading ${side(source)} and ${side(target)}…` : `Reading ${side(target)}…`),
  targets: ({ source }) => `Reading how far the others are from ${side(source)}…`,
  choose: () => 'Planning…',
  readBack: () => 'Reading back what is there…',
  script: () => 'Reading the statements…',
  modelDiff: () => 'Comparing the model…',
  compare: () => 'Comparing…',
  compareKnown: () => 'Comparing…',
  patchOf: () => 'Writing a patch…',
  searchComparison: () => 'Searching…',
  schema: () => 'Comparing the models…',
  saveReport: () => 'Writing the report…',
  exportSaved: () => 'Writing the values…',
  itemDiff: ({ key }) => `Comparing ${itemName(key ?? '').name}…`,
  takeSnapshot: ({ ref }) => `Taking a snapshot of ${side(ref)}…`,
  testConnection: () => 'Testing the connection…',
  clearCache: ({ ref }) => `Clearing the cache of ${side(ref)}…`,
  runChecks: ({ ref }) => `Running the checks of ${side(ref)}…`,
  exportSnapshots: () => 'Exporting…',
  importArchive: () => 'Importing…',
  importAll: () => 'Importing…',
  exportKey: () => 'Sealing the key…',
  verify: () => 'Verifying the catalog…',
  createSample: () => 'Making the sample…',
}

function side(ref = ''): string {
  return isFile(ref) ? 'the archive' : environmentName(ref)
}

/** Work is what the program was asked for and takes its time about. */
export class Work {
  #slow = new SvelteMap<number, string>()
  #stopping = $state(false)
  #next = 1
  readonly #backend: Backend

  /** The same backend, whose calls are watched from here on. */
  readonly watched: Backend

  constructor(backend: Backend) {
    this.#backend = backend
    this.watched = new Proxy(backend, { get: (_, name) => this.#watch(name as keyof Backend) })
  }

  /** What is being done, once it takes long; "" for nothing. */
  get doing(): string {
    return [...this.#slow.values()][0] ?? ''
  }

  get stopping(): boolean {
    return this.#stopping
  }

  /** Stops all of it. What was asked for is rejected, as any call may be. */
  async stop(): Promise<void> {
    this.#stopping = true
    try {
      await this.#backend.interrupt()
    } finally {
      this.#stopping = false
    }
  }

  #watch(name: keyof Backend): unknown {
    const method: unknown = this.#backend[name]
    if (typeof method !== 'function') return method
    const call: unknown = method.bind(this.#backend)
    if (name === 'on' || quiet.includes(name)) return call
    return (...asked: unknown[]) => {
      const answer = (call as (...asked: unknown[]) => Promise<unknown>)(...asked)
      void this.#follow(answer, words[name]?.((asked[0] ?? {}) as Record<string, string>) ?? 'Working…')
      return answer
    }
  }

  async #follow(answer: Promise<unknown>, doing: string): Promise<void> {
    const id = this.#next++
    const timer = setTimeout(() => this.#slow.set(id, doing), patience)
    await answer.catch(() => undefined) // who asked is told of it
    clearTimeout(timer)
    this.#slow.delete(id)
  }
}
