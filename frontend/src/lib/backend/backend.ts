import type { EventName, Events } from './events'
import type {
  AboutView,
  ArchiveView,
  ChoiceRequest,
  CompareView,
  ConnectionRequest,
  DiffView,
  EnvironmentRequest,
  EnvironmentView,
  ExportView,
  ImportView,
  ItemView,
  KindView,
  LookView,
  ModelView,
  PageView,
  PlanRequest,
  PlanView,
  ProblemView,
  ProjectView,
  ReadBackView,
  RunView,
  SnapshotView,
  StartRequest,
  TargetView,
  TestView,
  VerifyView,
} from './views'

/**
 * Backend is what the window can ask of the program. Every rejection is a BackendError. A ref is project/environment, a
 * snapshot such as project/environment@3, or the path of an archive.
 */
export interface Backend {
  about(): Promise<AboutView>
  kinds(): Promise<KindView[]>

  projects(): Promise<ProjectView[]>
  addProject(args: { name: string }): Promise<ProjectView>
  renameProject(args: { name: string; to: string }): Promise<ProjectView>
  removeProject(args: { name: string }): Promise<void>
  addSlot(args: { project: string; slot: string; kind: string; settings: Record<string, string> }): Promise<ProjectView>
  editSlot(args: { project: string; slot: string; settings: Record<string, string> }): Promise<ProjectView>
  createSample(args: { dir: string }): Promise<ProjectView>

  environment(args: { ref: string }): Promise<EnvironmentView>
  addEnvironment(request: EnvironmentRequest): Promise<EnvironmentView>
  editEnvironment(request: EnvironmentRequest): Promise<EnvironmentView>
  removeEnvironment(args: { ref: string }): Promise<void>
  setConnection(request: ConnectionRequest): Promise<EnvironmentView>
  testConnection(request: ConnectionRequest): Promise<TestView>
  look(args: { ref: string }): Promise<LookView>
  clearCache(args: { ref: string }): Promise<void>

  /** All that the window remembers between two starts, by name. */
  remembered(): Promise<Record<string, string>>
  /** Remembers a value under a name; "" forgets it. */
  remember(args: { name: string; value: string }): Promise<void>
  /** Snapshots of all environments that have every word of the text in what is said of them, newest first. */
  findSnapshots(args: { text: string; limit: number }): Promise<SnapshotView[]>

  snapshots(args: { ref: string; offset: number; limit: number }): Promise<PageView>
  snapshot(args: { ref: string }): Promise<SnapshotView>
  takeSnapshot(args: { ref: string; note: string }): Promise<SnapshotView>
  noteSnapshot(args: { ref: string; note: string }): Promise<SnapshotView>
  pinSnapshot(args: { ref: string; pinned: boolean }): Promise<SnapshotView>
  deleteSnapshot(args: { ref: string }): Promise<void>
  item(args: { ref: string; item: string }): Promise<ItemView>

  compare(args: { a: string; b: string }): Promise<CompareView>
  patch(args: { a: string; b: string }): Promise<string>
  /** session is the id of a comparison or of a plan; large asks for what is too large to be shown unasked. */
  itemDiff(args: { session: string; key: string; large: boolean }): Promise<DiffView>

  /** The whole model as one text: as it is on a plan's target, and as the plan would make it. */
  modelDiff(args: { plan: string; slot: string; large: boolean }): Promise<DiffView>
  model(args: { ref: string; slot: string }): Promise<ModelView>
  checkModel(args: { ref: string; slot: string; text: string }): Promise<ProblemView[]>

  /** How far each other environment of the project is from a source. */
  targets(args: { source: string }): Promise<TargetView[]>
  plan(request: PlanRequest): Promise<PlanView>
  choose(args: { plan: string; choices: ChoiceRequest }): Promise<PlanView>
  /** Answers when the run has ended; the event run:progress tells of it meanwhile. */
  start(request: StartRequest): Promise<RunView>
  cancel(args: { environment: string }): Promise<void>
  continueRun(args: { number: number }): Promise<RunView>
  undoRun(args: { number: number }): Promise<RunView>
  leaveRun(args: { number: number }): Promise<RunView>
  runs(args: { environment: string; limit: number }): Promise<RunView[]>
  run(args: { number: number }): Promise<RunView>
  /** Looks at what is there of a run's changes. */
  readBack(args: { number: number }): Promise<ReadBackView>

  exportSnapshots(args: { refs: string[]; path: string }): Promise<ExportView>
  inspect(args: { path: string }): Promise<ArchiveView>
  importArchive(args: { path: string }): Promise<ImportView>
  verify(): Promise<VerifyView>

  /** The three pickers are native dialogs; "" means cancelled. */
  pickFolder(args: { title: string }): Promise<string>
  pickArchive(): Promise<string>
  pickSave(args: { name: string }): Promise<string>
  /** The archive that the program was started with; "" for none. */
  opened(): Promise<string>

  /** Whether a run is under way. */
  busy(): Promise<boolean>
  /** Stops whatever is being read, compared, exported or imported. Runs go on. */
  interrupt(): Promise<void>
  /** Closes the window. */
  quit(): void
  /** Gives the window's own frame the look of the page. */
  frame(theme: 'system' | 'light' | 'dark'): void

  /** Listens to an event; the answer stops listening. */
  on<Name extends EventName>(name: Name, listen: (payload: Events[Name]) => void): () => void
}
