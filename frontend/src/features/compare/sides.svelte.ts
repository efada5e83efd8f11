import { environmentName, fileName } from '$lib/format/names'
import type { App } from '$lib/state/app'
import type { EnvironmentView, PageView, SideView, SnapshotView } from '$lib/state/views'

/** One row of the list of sides: an environment as it is now, a snapshot, more of those, or a file. */
export interface Choice {
  id: string
  ref: string
  environment: string
  snapshot?: SnapshotView
  /** How many more snapshots there are. */
  more?: number
  file?: boolean
}

/** How many snapshots of each environment are shown unasked, found by a search, and added at a time. */
const few = 4
const some = 20
const many = 50

/** Sides is what one may choose from for one side of a comparison. */
export class Sides {
  text = $state('')
  problem = $state('')
  #pages = $state.raw<Record<string, PageView>>({})
  /** What the pages were found for. */
  #found = ''
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  get wanted(): string {
    return this.text.trim().toLowerCase()
  }

  readonly choices = $derived.by((): Choice[] => {
    const environments = this.#app.projects.environments
    const now = environments.filter((one) => `${this.nameOf(one)}, now`.toLowerCase().includes(this.wanted))
    const snapshots = environments.flatMap((one): Choice[] => {
      const page = this.#pages[one.ref]
      if (!page) return []
      const rest = page.total - page.snapshots.length
      const shown = page.snapshots.map((snapshot) => ({ id: snapshot.ref, ref: snapshot.ref, environment: one.ref, snapshot }))
      return rest > 0 ? [...shown, { id: `more ${one.ref}`, ref: '', environment: one.ref, more: rest }] : shown
    })
    return [...now.map((one) => ({ id: one.ref, ref: one.ref, environment: one.ref })), ...snapshots, { id: 'file', ref: '', environment: '', file: true }]
  })

  /** The environment's name, with its project where there are several. */
  nameOf(one: EnvironmentView): string {
    const projects = new Set(this.#app.projects.environments.map((each) => each.project))
    return projects.size > 1 ? `${one.project}, ${one.name}` : one.name
  }

  /** The heading above a row; "" where it is under the one of the row before. */
  headOf(at: number): string {
    const [choice, before] = [this.choices[at], this.choices[at - 1]]
    if (!choice || choice.file) return ''
    const kept = (one: Choice) => one.snapshot !== undefined || one.more !== undefined
    if (!kept(choice)) return at === 0 ? 'Environments, now' : ''
    const first = !before || before.environment !== choice.environment || !kept(before)
    return first ? `Snapshots of ${environmentName(choice.environment)}` : ''
  }

  async find(asked: string): Promise<void> {
    const refs = this.#app.projects.environments.map((one) => one.ref)
    try {
      const found = await Promise.all(refs.map((ref) => this.#app.comparison.pageOf(ref, asked, 0, asked === '' ? few : some)))
      if (asked !== this.wanted) return
      this.#pages = Object.fromEntries(refs.map((ref, at) => [ref, found[at] ?? { snapshots: [], total: 0 }]))
      this.#found = asked
      this.problem = ''
    } catch (reason) {
      this.problem = reason instanceof Error ? reason.message : String(reason)
    }
  }

  /** Resolves when what is shown is what is wanted. */
  async settled(): Promise<void> {
    if (this.#found !== this.wanted) await this.find(this.wanted)
  }

  /** Adds the next page of an environment's snapshots. */
  async more(environment: string): Promise<void> {
    const known = this.#pages[environment]
    if (!known) return
    const next = await this.#app.comparison.pageOf(environment, this.wanted, known.snapshots.length, many)
    this.#pages = { ...this.#pages, [environment]: { total: next.total, snapshots: [...known.snapshots, ...next.snapshots] } }
  }

  kindOf(ref: string): SideView['kind'] | 'none' {
    if (ref === '') return 'none'
    if (this.#app.projects.environments.some((one) => one.ref === ref)) return 'environment'
    return ref.includes('@') ? 'snapshot' : 'archive'
  }

  /** What a side is called before it is read. */
  titleOf(ref: string): string {
    switch (this.kindOf(ref)) {
      case 'none':
        return 'Choose a side'
      case 'environment':
        return `${environmentName(ref)}, now`
      case 'snapshot':
        return `${environmentName(ref)}, snapshot ${ref.slice(ref.lastIndexOf('@') + 1)}`
      default:
        return fileName(ref)
    }
  }
}
