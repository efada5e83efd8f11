import { SvelteMap } from 'svelte/reactivity'
import type { Backend } from '../backend/backend'
import type { AppliedView, EnvironmentView, KeepView, ProjectFileView, ProjectView, PruneView, RunView, SlotView } from '../backend/views'
import { keep, kept } from './kept'
import { Resource } from './resource.svelte'

/** Projects are all projects of the catalog; one of them is shown. */
export class Projects {
  readonly all = new Resource<ProjectView[]>()
  /** What was typed and is not saved yet, by what it is for: it outlives the screen that it was typed on. */
  readonly unsaved = new SvelteMap<string, string>()
  #chosen = $state(kept('project') ?? '')
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** The project that is shown: the one chosen, or else the first. */
  readonly current: ProjectView | null = $derived.by(() => {
    const all = this.all.value ?? []
    return all.find((project) => project.uuid === this.#chosen) ?? all[0] ?? null
  })

  get environments(): EnvironmentView[] {
    return this.current?.environments ?? []
  }

  /** The open runs of every project, for they matter wherever one looks. */
  readonly openRuns: RunView[] = $derived.by(() =>
    (this.all.value ?? []).flatMap((project) =>
      project.environments.flatMap((environment) => (environment.open_run ? [environment.open_run] : [])),
    ),
  )

  /** An environment is named with its project where there are several. */
  get several(): boolean {
    return (this.all.value ?? []).length > 1
  }

  choose(uuid: string): void {
    this.#chosen = uuid
    keep('project', uuid)
  }

  environment(ref: string): EnvironmentView | null {
    for (const project of this.all.value ?? []) {
      const found = project.environments.find((environment) => environment.ref === ref)
      if (found) return found
    }
    return null
  }

  projectOf(ref: string): ProjectView | null {
    return (this.all.value ?? []).find((project) => project.environments.some((env) => env.ref === ref)) ?? null
  }

  slotsOf(ref: string): SlotView[] {
    const filled = this.environment(ref)?.connections.map((connection) => connection.slot) ?? []
    return (this.projectOf(ref)?.slots ?? []).filter((slot) => filled.includes(slot.name))
  }

  async load(): Promise<void> {
    await this.all.load(() => this.#backend.projects())
    // Another project that comes later, and before it in the order of names, takes no place from the one that is shown.
    if (this.#chosen === '' && this.current) this.choose(this.current.uuid)
  }

  async createSample(): Promise<ProjectView> {
    const made = await this.#backend.createSample({ dir: '' })
    await this.#show(made)
    return made
  }

  async add(name: string): Promise<ProjectView> {
    const made = await this.#backend.addProject({ name })
    await this.#show(made)
    return made
  }

  async rename(name: string, to: string): Promise<void> {
    await this.#backend.renameProject({ name, to })
    await this.load()
  }

  async remove(name: string): Promise<void> {
    await this.#backend.removeProject({ name })
    await this.load()
  }

  /** Settles which snapshots pruning keeps of a project. */
  async keep(name: string, keep: KeepView): Promise<void> {
    await this.#backend.keepInProject({ name, keep })
    await this.load()
  }

  /** What pruning by this rule would take out. */
  lookAtPruning(project: string, keep: KeepView): Promise<PruneView> {
    return this.#backend.prune({ project, keep, dry_run: true, seen: '' })
  }

  /** Takes out the snapshots that the rule does not keep, which are those that were looked at. */
  prune(project: string, keep: KeepView, seen: string): Promise<PruneView> {
    return this.#backend.prune({ project, keep, dry_run: false, seen })
  }

  /** Lets an environment and its neighbour in the pipeline change places. */
  async move(ref: string, back: boolean): Promise<void> {
    await this.#backend.moveEnvironment({ ref, back })
    await this.load()
  }

  async addSlot(args: { project: string; slot: string; kind: string; settings: Record<string, string> }): Promise<void> {
    await this.#backend.addSlot(args)
    await this.load()
  }

  async editSlot(args: { project: string; slot: string; settings: Record<string, string> }): Promise<void> {
    await this.#backend.editSlot(args)
    await this.load()
  }

  /** Asks where to, and writes the settings of a project; null where the person cancelled. */
  async exportSettings({ name }: ProjectView): Promise<ProjectFileView | null> {
    const path = await this.#backend.pickSave({ name: `${name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}.toml` })
    return path === '' ? null : this.#backend.exportProject({ name, path })
  }

  pickSettings(): Promise<string> {
    return this.#backend.pickSettings()
  }

  /** What a file with settings would change. */
  lookAtSettings(path: string, remove: boolean): Promise<AppliedView> {
    return this.#backend.applyProject({ path, text: '', remove, dry_run: true, seen: '' })
  }

  /** Applies a file with settings if it still changes what was looked at, and shows its project. */
  async applySettings(path: string, remove: boolean, seen: string): Promise<AppliedView> {
    const done = await this.#backend.applyProject({ path, text: '', remove, dry_run: false, seen })
    await this.load()
    const project = this.all.value?.find((one) => one.name === done.project)
    if (project) this.choose(project.uuid)
    return done
  }

  async #show(made: ProjectView): Promise<void> {
    this.choose(made.uuid)
    await this.load()
  }
}
