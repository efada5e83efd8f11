import type { EventName, Events } from './events'
import type {
  AboutView,
  AccountView,
  AppliedView,
  ApplyRequest,
  ActivityRequest,
  ActivityView,
  ArchiveItemView,
  ArchivesView,
  CheckedView,
  CheckRequest,
  ChoiceRequest,
  CompareView,
  ConnectionRequest,
  DiffView,
  DiffersView,
  EnvironmentRequest,
  EnvironmentView,
  EventCountView,
  ExportRequest,
  ExportSizeView,
  ExportView,
  HistoryRequest,
  HistoryView,
  ImportRequest,
  ImportView,
  ItemView,
  KeepView,
  KeyFileView,
  KindView,
  LicenceView,
  LogLineView,
  LookView,
  ModelView,
  PageView,
  PlanRequest,
  PlanView,
  Policy,
  ProblemView,
  ProjectFileView,
  ProjectView,
  PruneRequest,
  PruneView,
  ReadBackView,
  RulesView,
  RuleView,
  RunPageView,
  RunView,
  SchemaView,
  ScriptView,
  SearchView,
  SecretView,
  SnapshotView,
  StartRequest,
  SuggestionView,
  TargetView,
  TestView,
  TravelView,
  ValuesView,
  VerifiedView,
  VerifyView,
} from './views'

/**
 * Backend is what the window can ask of the program. Every rejection is a BackendError. A ref is project/environment, a
 * snapshot such as project/environment@3, or the path of an archive.
 */
export interface Backend {
  about(): Promise<AboutView>
  kinds(): Promise<KindView[]>
  licences(): Promise<LicenceView[]>
  /** Writes the key of the catalog to a file, sealed with a passphrase. */
  exportKey(args: { path: string; passphrase: string }): Promise<KeyFileView>
  /** Keeps key_due from being said for a week. */
  askForKeyLater(): Promise<void>

  projects(): Promise<ProjectView[]>
  addProject(args: { name: string }): Promise<ProjectView>
  renameProject(args: { name: string; to: string }): Promise<ProjectView>
  removeProject(args: { name: string }): Promise<void>
  /** Settles which snapshots pruning keeps of a project. */
  keepInProject(args: { name: string; keep: KeepView }): Promise<ProjectView>
  /** Takes out the snapshots that no rule keeps, and gives back their room. */
  prune(request: PruneRequest): Promise<PruneView>
  addSlot(args: { project: string; slot: string; kind: string; settings: Record<string, string> }): Promise<ProjectView>
  editSlot(args: { project: string; slot: string; settings: Record<string, string> }): Promise<ProjectView>
  /** The settings of a project as text; path "" writes no file. */
  exportProject(args: { name: string; path: string }): Promise<ProjectFileView>
  applyProject(request: ApplyRequest): Promise<AppliedView>
  createSample(args: { dir: string }): Promise<ProjectView>

  environment(args: { ref: string }): Promise<EnvironmentView>
  addEnvironment(request: EnvironmentRequest): Promise<EnvironmentView>
  editEnvironment(request: EnvironmentRequest): Promise<EnvironmentView>
  /** Lets it change places with its neighbour, towards where changes begin or away from it. */
  moveEnvironment(args: { ref: string; back: boolean }): Promise<ProjectView>
  removeEnvironment(args: { ref: string }): Promise<void>
  setConnection(request: ConnectionRequest): Promise<EnvironmentView>
  testConnection(request: ConnectionRequest): Promise<TestView>
  /** Reads an environment, and keeps what was changed there outside Lockstep as a snapshot. */
  look(args: { ref: string }): Promise<LookView>
  /** Says of what drifted, as it was looked at, that it is how the environment is from now on; state is its digest. */
  keepDrift(args: { ref: string; state: string }): Promise<SnapshotView>
  /** What is known without asking any system; a limit bounds the items of each way, 0 gives all. */
  travel(args: { project: string; limit: number }): Promise<TravelView>
  clearCache(args: { ref: string }): Promise<void>
  addCheck(request: CheckRequest): Promise<EnvironmentView>
  editCheck(request: CheckRequest): Promise<EnvironmentView>
  removeCheck(args: { ref: string; name: string }): Promise<EnvironmentView>
  /** Runs the checks with what the environment holds now. */
  runChecks(args: { ref: string }): Promise<CheckedView>
  setGate(args: { ref: string; passedUpstream: boolean }): Promise<EnvironmentView>
  setPolicy(args: { ref: string; onFailure: Policy }): Promise<EnvironmentView>

  /** Reads all environments of a project. */
  values(args: { project: string }): Promise<ValuesView>
  /** The same, with the time since when each value of one environment has been what it is. */
  valueChanges(args: { ref: string }): Promise<ValuesView>
  /** Keeps a value ready for a place that an environment does not have yet. */
  keepValue(args: { ref: string; place: string; value: string }): Promise<void>
  dropValue(args: { ref: string; place: string }): Promise<void>
  rules(args: { project: string }): Promise<RulesView>
  /** Puts rules in the place of a project's own, in this order. */
  setRules(args: { project: string; rules: RuleView[] }): Promise<RulesView>
  /** Adds rules in one step, secrets before all others. */
  addRules(args: { project: string; rules: RuleView[] }): Promise<RulesView>
  undoRules(args: { project: string }): Promise<RulesView>
  /** What a rule with this pattern would touch if it came before all others. */
  testRule(args: { project: string; pattern: string }): Promise<ValuesView>
  suggestRules(args: { project: string }): Promise<SuggestionView[]>
  declineRules(args: { project: string; patterns: string[] }): Promise<RulesView>

  /** All that the window remembers between two starts, by name. */
  remembered(): Promise<Record<string, string>>
  /** Remembers a value under a name; "" forgets it. */
  remember(args: { name: string; value: string }): Promise<void>

  snapshots(args: { ref: string; offset: number; limit: number }): Promise<PageView>
  /** Those that have every word of the text in what is said of them, newest first; ref "" means every environment. */
  findSnapshots(args: { ref: string; text: string; offset: number; limit: number }): Promise<PageView>
  snapshot(args: { ref: string }): Promise<SnapshotView>
  history(request: HistoryRequest): Promise<HistoryView>
  /** Finds out what events changed, as many as it can in a moment. */
  countHistory(args: { environment: string; ids: string[] }): Promise<EventCountView[]>
  /** What takes a to b, for a look in passing: an environment that has not changed is not read again. */
  differs(args: { a: string; b: string }): Promise<DiffersView>
  /** What differs in items of a look in passing, in short; as many of them as it can in a moment. */
  accounts(args: { id: string; keys: string[] }): Promise<AccountView[]>
  takeSnapshot(args: { ref: string; note: string }): Promise<SnapshotView>
  noteSnapshot(args: { ref: string; note: string }): Promise<SnapshotView>
  pinSnapshot(args: { ref: string; pinned: boolean }): Promise<SnapshotView>
  deleteSnapshot(args: { ref: string }): Promise<void>
  item(args: { ref: string; item: string }): Promise<ItemView>

  /** Where only values that belong to an environment differ, an item does not, unless withValues is set. */
  compare(args: { a: string; b: string; withValues: boolean }): Promise<CompareView>
  /** The same as it was last read, without asking a system; without an id where something was not read yet. */
  compareKnown(args: { a: string; b: string; withValues: boolean }): Promise<CompareView>
  /** One secret of an item of a comparison or a plan, for a person who asked to see this one. */
  revealSecret(args: { session: string; key: string; address: string }): Promise<SecretView>
  /** A comparison as a patch in git's form. */
  patchOf(args: { session: string }): Promise<string>
  /** session is the id of a comparison or of a plan; large asks for what is too large to be shown unasked. */
  itemDiff(args: { session: string; key: string; large: boolean; ignoreSpace: boolean }): Promise<DiffView>
  /** The items of a comparison that hold a text in their name or content. A newer search ends an older one. */
  searchComparison(args: { session: string; text: string }): Promise<SearchView>
  schema(args: { session: string }): Promise<SchemaView>
  saveReport(args: { session: string; path: string }): Promise<Pick<ExportView, 'path' | 'bytes' | 'items'>>

  /** Gives the statements by which a plan would change its target. */
  script(args: { plan: string }): Promise<ScriptView>
  /** Remembers for the project of an environment whether what goes is what comes. A plan knows it when it is made again. */
  answerRename(args: { environment: string; answer: string }): Promise<void>
  /** The whole model as one text: as it is on a plan's target, and as the plan would make it. */
  modelDiff(args: { plan: string; slot: string; large: boolean }): Promise<DiffView>
  model(args: { ref: string; slot: string }): Promise<ModelView>
  checkModel(args: { ref: string; slot: string; text: string }): Promise<ProblemView[]>
  /** Two versions of a text that is edited. */
  diffTexts(args: { before: string; after: string; language: string }): Promise<DiffView>

  /** How far each other environment of the project is from a source. */
  targets(args: { source: string }): Promise<TargetView[]>
  plan(request: PlanRequest): Promise<PlanView>
  choose(args: { plan: string; choices: ChoiceRequest }): Promise<PlanView>
  /** Answers when the run has ended; the event run:progress tells of it meanwhile. */
  /** Gives the target of a plan a value that it lacks, and makes the plan again with it. */
  fillValue(args: { plan: string; place: string; value: string; choices: ChoiceRequest }): Promise<PlanView>
  start(request: StartRequest): Promise<RunView>
  cancel(args: { environment: string }): Promise<void>
  continueRun(args: { number: number }): Promise<RunView>
  undoRun(args: { number: number }): Promise<RunView>
  leaveRun(args: { number: number }): Promise<RunView>
  runs(args: { environment: string; limit: number }): Promise<RunView[]>
  run(args: { number: number }): Promise<RunView>
  activity(request: ActivityRequest): Promise<ActivityView>
  /** Writes values that a run saved to a file, where they are open. */
  exportSaved(args: { run: number; id: string; path: string }): Promise<Pick<ExportView, 'path' | 'bytes'>>
  dropSaved(args: { run: number; id: string }): Promise<void>
  activityRun(args: { number: number }): Promise<RunPageView>
  /** What a run did and when, the oldest first. */
  runLog(args: { number: number }): Promise<LogLineView[]>
  /** Looks at what is there of a run's changes. */
  readBack(args: { number: number }): Promise<ReadBackView>

  exportSnapshots(request: ExportRequest & { path: string }): Promise<ExportView>
  exportSize(request: ExportRequest): Promise<ExportSizeView>
  /** A file, or every archive of a folder. */
  inspectAll(request: ImportRequest): Promise<ArchivesView>
  archiveItems(request: ImportRequest): Promise<ArchiveItemView[]>
  archiveItem(request: ImportRequest & { item: string }): Promise<ItemView>
  importArchive(request: ImportRequest): Promise<ImportView>
  importAll(args: { paths: string[] }): Promise<ImportView>
  verify(): Promise<VerifyView>
  verified(): Promise<VerifiedView>

  /** The four pickers are native dialogs; "" means cancelled. */
  pickFolder(args: { title: string }): Promise<string>
  pickArchive(): Promise<string>
  pickSettings(): Promise<string>
  pickSave(args: { name: string }): Promise<string>
  /** The archive that the program was started with, or was started with again, once; "" for none. */
  opened(): Promise<string>

  /** Whether a run is under way. */
  busy(): Promise<boolean>
  /** Stops whatever is being read, compared, exported or imported. Runs go on. */
  interrupt(): Promise<void>
  /** Closes the window. */
  quit(): void
  /** Takes the window off the screen; the program goes on. */
  hide(): void
  /** Brings the window back, to the front. */
  raise(): void
  /** Gives the window's own frame the look of the page. */
  frame(theme: 'system' | 'light' | 'dark'): void

  /** Listens to an event; the answer stops listening. */
  on<Name extends EventName>(name: Name, listen: (payload: Events[Name]) => void): () => void
}
