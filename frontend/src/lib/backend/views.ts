// What the Go side gives and takes, by the names of app/views.go and app/requests.go. The generated types say less than
// these: they call a null list an array, and a word of a fixed set a string. Times are RFC 3339, UTC.

export type Role = 'development' | 'test' | 'live'
export type Part = 'model' | 'configuration'
export type Op = 'add' | 'modify' | 'remove' | 'rename'
export type Side = 'incoming' | 'outgoing' | 'conflict'
export type Verdict = 'note' | 'loses' | 'leaks' | 'blocks'
export type Act = 'promote' | 'restore' | 'rollback' | 'edit'
export type RunStatus = 'running' | 'done' | 'failed' | 'diverged' | 'interrupted' | 'undone' | 'left'
export type Phase = 'guard' | 'check' | 'model' | 'configuration' | 'cache' | 'verify' | 'probe' | 'done'
export type Reason =
  | 'manual'
  | 'before-promotion'
  | 'before-restore'
  | 'before-rollback'
  | 'before-edit'
  | 'drift'
  | 'source'
  | 'result'

/** AboutView says what program and catalog this is. */
export interface AboutView {
  version: string
  home: string
  /** path of the catalog file */
  catalog: string
  /** keychain or vault.key */
  sealed_by: string
  /** the same as a sentence */
  sealed_text: string
  /** name@computer */
  person: string
  /** size of the catalog file */
  bytes: number
  snapshots: number
  /** when a copy of the key was last saved; "" for never */
  key_saved_at: string
  key_saved_by: string
  /** it is time to ask for one */
  key_due: boolean
}

/** KindView is a kind of connector, enough to draw its forms. */
export interface KindView {
  kind: string
  title: string
  slot_fields: FieldView[]
  fields: FieldView[]
}

/** FieldView is one field of a form. */
export interface FieldView {
  name: string
  label: string
  help: string
  default: string
  input: 'text' | 'folder' | 'lines' | 'choice'
  required: boolean
  secret: boolean
  /** of a choice */
  options: OptionView[]
}

/** OptionView is one thing that can be chosen for a field. */
export interface OptionView {
  value: string
  label: string
}

/** ProjectView is a project with its slots and environments, pipeline order. */
export interface ProjectView {
  uuid: string
  name: string
  slots: SlotView[]
  environments: EnvironmentView[]
  keep: KeepView
}

/**
 * KeepView is which snapshots of each environment pruning keeps: so many of the newest, and the newest of each of so many
 * days, weeks and months. With none of them everything is kept.
 */
export interface KeepView {
  last: number
  daily: number
  weekly: number
  monthly: number
}

/** PruneRequest asks to take out snapshots; keep null means what each project keeps. A dry run changes nothing. */
export interface PruneRequest {
  /** "" for all */
  project: string
  keep: KeepView | null
  dry_run: boolean
  /** what was looked at before: nothing else is taken out; "" takes out what there is */
  seen: string
}

/** PruneView is what pruning decided of each snapshot, and what it did. */
export interface PruneView {
  dry_run: boolean
  /** by environment, the newest first */
  snapshots: PruneItemView[]
  kept: number
  dropped: number
  /** of the catalog's file */
  bytes_before: number
  bytes_after: number
  /** names what goes */
  seen: string
}

/** PruneItemView is one snapshot, whether it is kept, and why. */
export interface PruneItemView {
  ref: string
  id: string
  taken_at: string
  reason: string
  keep: boolean
  /** as words that follow its name: is pinned */
  why: string[]
}

/** SlotView is a slot of a project. */
export interface SlotView {
  name: string
  kind: string
  settings: Record<string, string>
  /** what a snapshot does not hold; "" for nothing */
  not_held: string
  /** what clearing the cache is called; "" where there is none */
  cache: string
  /** the slot has a model document */
  model: boolean
}

/** EnvironmentView is an environment as the catalog knows it; it asks no system. */
export interface EnvironmentView {
  uuid: string
  /** project/environment */
  ref: string
  name: string
  project: string
  role: Role
  /** name; "" for a root */
  upstream: string
  writable: boolean
  /** where it lives, for people; "" without a connection */
  address: string
  connections: ConnectionView[]
  snapshots: number
  /** newest snapshot taken here; null for none */
  latest: SnapshotView | null
  /** newest snapshot of what Lockstep knows it to be: drift that nobody said to keep is none; null for none */
  expected: SnapshotView | null
  /** how often it is looked at while a window is open, in seconds; 0 for never */
  watch: number
  /** newest run that wrote here; null for none */
  last_run: RunView | null
  /** the run that waits for an answer; null for none */
  open_run: RunView | null
  /** by name, which is the order in which they run */
  checks: CheckView[]
  /** the gate: only what passed the checks of its upstream may come here */
  passed_upstream: boolean
  on_failure: Policy
  /** a sentence: why runs of other computers cannot be seen here; "" where they can */
  others_unseen: string
}

/** Policy is what is done where a run goes wrong. */
export type Policy = 'stop' | 'roll-back'

/** CheckView is a check of an environment, with its newest result. Secrets are named, never shown. */
export interface CheckView {
  name: string
  kind: 'http' | 'command' | 'shell'
  /** what it does, on one line */
  text: string
  url: string
  method: string
  /** the expected one; 0 for any from 200 to 299 */
  status: number
  headers: Record<string, string>
  /** the pattern of the answer; "" for none */
  body: string
  /** "" for none */
  json_path: string
  equals: string
  argv: string[]
  shell: string
  dir: string
  env: Record<string, string>
  /** headers, or variables */
  secrets: string[]
  /** those of them that have no value yet */
  unset: string[]
  /** 10s */
  timeout: string
  retries: number
  /** of what it is now; null where it never ran */
  result: ResultView | null
}

/** OutcomeView is what became of a check after a run. */
export interface OutcomeView {
  name: string
  passed: boolean
  message: string
  took_ms: number
}

/** ResultView is what a check found. */
export interface ResultView extends OutcomeView {
  /** of one that failed: the end of what was printed, or what was answered */
  output: string
  /** digest of the state that it was checked with */
  state: string
  at: string
}

/** CheckedView is what the checks of an environment found. */
export interface CheckedView {
  environment: string
  state: string
  /** all of them */
  passed: boolean
  checks: ResultView[]
}

/** GateView says whether a plan may pass into an environment that lets in only what passed the checks of its upstream. */
export interface GateView {
  required: boolean
  /** always, where it is not required */
  met: boolean
  /** why it is met or not, and what is to be done; "" where it is not required */
  why: string
}

/** ConnectionView is where a slot of an environment lives. Secrets are named, never shown. */
export interface ConnectionView {
  slot: string
  kind: string
  settings: Record<string, string>
  /** names of those that are set */
  secrets: string[]
}

/** LookView is what a look at an environment found. Null means unknown. */
export interface LookView {
  /** ref */
  environment: string
  reachable: boolean
  /** why it could not be read */
  problem: string
  checked_at: string
  /** digest */
  state: string
  items: number
  /** changes on the way from upstream */
  behind: number | null
  /** the same by kind; null when unknown */
  ahead: CountsView | null
  outgoing: number | null
  /** items that differ from what was last seen */
  drift: number | null
  omitted: OmittedView[]
  /** nobody looked: it is what the newest snapshot holds */
  remembered: boolean
  /** the problem's code; '' for none */
  code: string
  /** a sentence: what could not be told, though it was read, as the catalog is damaged */
  damage: string
  /** what is outgoing by what this environment did; null when unknown */
  own: CountsView | null
  /** REF of the snapshot that it drifted from, or is as; '' where nothing is known */
  since: string
  /** REF of the snapshot of what drifted; '' for none */
  found: string
  /** the slot's settings were, since it was last seen: what is only here or only there is no drift */
  settings_changed: boolean
}

/** TravelView is what is known of a project's environments without asking any of them. */
export interface TravelView {
  /** none of an environment that was never read */
  looks: LookView[]
  links: LinkView[]
  /** one an end of the pipeline, those that end live first */
  ways: WayView[]
}

/** LinkView is what lies between an environment and the one that it is promoted from. */
export interface LinkView {
  /** ref */
  source: string
  target: string
  /** both were read */
  known: boolean
  behind: number
  ahead: CountsView
  /** what only the target has or changed */
  outgoing: number
  /** the same by what the target did: what only it has is added, what both have and it changed modified */
  own: CountsView
}

/** WayView is one way through the pipeline, and what is on it. */
export interface WayView {
  /** refs, from the first to the end */
  stages: string[]
  /** names of those that were never read: then nothing is told */
  missing: string[]
  total: number
  /** the farthest first */
  items: TravellerView[]
}

/** TravellerView is an item on its way. */
export interface TravellerView {
  key: string
  part: Part
  /** what it is, and what of it is new: object with 5 fields */
  detail: string
  versions: VersionView[]
}

/** VersionView is a version of an item: the stages that hold it, counted from 0, and what it will do to the next. */
export interface VersionView {
  begins: number
  reached: number
  op: Op
  /** the former key of a rename */
  from: string
  /** the next stage was changed too */
  conflict: boolean
  /** what the next stage holds is known to be an older version of it */
  older: boolean
  /** it came into being outside Lockstep, at the stage where it begins */
  drift: boolean
}

/** CountsView counts changes by what they do. */
export interface CountsView {
  added: number
  modified: number
  removed: number
  renamed: number
}

/** OmittedView is an item that a capture left out. */
export interface OmittedView {
  key: string
  why: string
}

/** SnapshotView is a snapshot. */
export interface SnapshotView {
  id: string
  ref: string
  /** project/environment */
  environment: string
  number: number
  reason: Reason
  note: string
  by: string
  state: string
  items: number
  bytes: number
  omitted: OmittedView[]
  pinned: boolean
  imported?: boolean
  taken_at: string
  /** what it does not hold; "" for nothing */
  not_held: string
  /** the run that it belongs to; 0 for none */
  run: number
  /** of drift: who said that it is how the environment is from then on; '' for nobody */
  kept_by: string
  kept_at: string
}

/** PageView is one page of an environment's history, newest first. */
export interface PageView {
  snapshots: SnapshotView[]
  total: number
}

/** ChangeView is one difference. In a plan, chosen says whether it will be made. */
export interface ChangeView {
  op: Op
  part: Part
  key: string
  from: string
  side: Side | ''
  chosen: boolean
  /** why it was brought along */
  why: string
  /** only on the target, nothing known of a common past: start it unticked */
  unsure: boolean
  /** changed on the source outside Lockstep: start it unticked */
  drifted: boolean
  /** the right that it gives on the target, "becomes executable"; "" for none, else start it unticked */
  widens: string
  /** the plan was asked for it by name: start it ticked */
  asked: boolean
  /** the plan was asked for others: start it unticked */
  aside: boolean
  /** it was changed again since it was found */
  again: boolean
  /** the chosen items that brought it along */
  needed_by: string[]
  /** what a model change does to its object's fields, in words; "" where it is not known */
  fields: string
}

/** ProblemView is something to know, accept or fix. */
export interface ProblemView {
  key: string
  path: string
  message: string
  verdict: Verdict
  /** a loss that was accepted */
  accepted: boolean
  /** items whose version of the source would solve it */
  needs: string[]
  /** what blocks all items of the same cause: what follows "10,000 items cannot be written, as" */
  cause?: string
  /** of a loss that can be saved before */
  loss?: LossView
  /** it is about a system as a whole, neither an item of it nor its model */
  whole?: boolean
  /** of a loss: what would be lost may be kept under another name */
  rename?: RenameView
  /** of a model text only: where in it the problem lies */
  at?: SpotView
  /** of a model text only: what would end it, tried out */
  fixes?: FixView[]
}

/** LossView is what a change takes from rows, where it can be saved before. */
export interface LossView {
  /** whose values are lost */
  columns: string[]
  /** whole rows are */
  whole: boolean
  rows: number
  /** before compression, about */
  bytes: number
  /** they will be saved */
  saved: boolean
}

/** SavedView is values that a run saved before it took them. */
export interface SavedView {
  id: string
  run: number
  item: string
  columns: string[]
  whole: boolean
  rows: number
  bytes: number
  at: string
}

/** RenameView asks whether what goes is what comes, under another name. Its answers are as answerRename takes them. */
export interface RenameView {
  /** what goes: orders, or product.note */
  from: string
  /** what comes: purchases, or remark */
  to: string
  /** the answer that they are one */
  same: string
  /** the answer that they are two */
  other: string
}

/** SpotView is a place in a text, in UTF-16 units from its beginning. */
export interface SpotView {
  /** from 1 */
  line: number
  from: number
  to: number
}

/** FixView is a change of a text that ends a problem. It was tried out. */
export interface FixView {
  title: string
  edits: EditView[]
}

/** EditView replaces a part of a text, in UTF-16 units. */
export interface EditView {
  from: number
  to: number
  text: string
}

/** PlanView is a plan. Source, target, base and want are state digests. */
export interface PlanView {
  /** names it for Choose, Item and Start while the program runs */
  id: string
  act: Act
  source: string
  target: string
  base: string
  want: string
  source_ref: string
  target_ref: string
  changes: ChangeView[]
  problems: ProblemView[]
  gate: GateView
  /** items that are equal on both sides */
  same: number
  /** chosen changes */
  writes: number
  /** why it cannot run as it stands; "" where it can */
  refusal: string
  /** the refusal's code */
  code: string
  /** the name to be typed; "" where none is asked */
  confirm: string
  /** what a run will do, in order */
  steps: PlanStepView[]
  planned_at: string
  target_role: Role
  /** the newest run that was finished on the target; null for none */
  /** in what a promotion does not keep to the pipeline; "" where it does */
  detour: string
  earlier: EarlierView | null
  /** of an edit of one value, ITEM#PLACE; "" otherwise */
  place: string
  /** the values that the target keeps, and those that it lacks, which come first */
  values: PlanValueView[]
  /** items that differ and are the target's own, so that they are not touched */
  owned: string[]
  /** of the target */
  on_failure: Policy
  /** a sentence: what follows then */
  if_it_fails: string
  /** what the snapshot of the target leaves out */
  omitted: OmittedView[]
  /** sentences: what it does not hold at all */
  not_held: string[]
  /** values that the run which is rolled back saved */
  saved: SavedView[]
  /** they are not put back */
  emptied: boolean
  /** what the statements that it would run are written in: SQL; "" for none */
  script: string
}

/** ScriptView is the statements by which a plan changes its target, in their order. */
export interface ScriptView {
  statements: StatementView[]
}

/** StatementView is one statement, with a mark for each value of a row. */
export interface StatementView {
  /** the item that it is for; "" for none alone */
  key: string
  text: string
}

/** EarlierView is how long a run took. */
export interface EarlierView {
  run: number
  changes: number
  /** milliseconds */
  took: number
}

/** TargetView is how far an environment is from a source. The counts add up to what differs. */
export interface TargetView {
  ref: string
  reachable: boolean
  /** why it could not be read */
  problem: string
  counts: CountsView
  /** incoming */
  moves: number
  conflicts: number
  /** only on the target, kept unless chosen */
  only: number
}

/** ReadBackView is what is there of a run's changes now. */
export interface ReadBackView {
  run: number
  checked_at: string
  items: ReadStepView[]
  before: number
  after: number
  neither: number
}

/** ReadStepView is one change of a run, and which of its ends is there now. */
export interface ReadStepView {
  key: string
  op: Op
  now: 'before' | 'after' | 'neither'
}

/** PlanStepView is one thing that a run of the plan will do. */
export interface PlanStepView {
  phase: Exclude<Phase, 'done'>
  /** a sentence */
  text: string
}

/** RunView is a run. */
export interface RunView {
  number: number
  uuid: string
  act: Act
  status: RunStatus
  /** it waits for continue, undo or leave */
  open: boolean
  /** it goes back to where it began */
  undoing: boolean
  by: string
  why: string
  /** ref of the target */
  environment: string
  source: string
  target: string
  guard: string
  result: string
  /** changes made */
  applied: number
  changes: ChangeView[]
  problems: ProblemView[]
  failure: string
  takes_back: number
  taken_back_by: number
  steps: StepView[]
  started_at: string
  ended_at: string
  /** of the target, once the run was verified */
  checks: OutcomeView[]
  /** the gate was not met, and a person went past it */
  past_gate: boolean
  /** it went wrong, and the policy of its environment took it back; or it is that roll back */
  by_policy: boolean
  /** values that it saved before it took them */
  saved: SavedView[]
}

/** StepView is one change as the journal has it. */
export interface StepView {
  key: string
  op: Op
  outcome: 'planned' | 'begun' | 'done'
}

/** LogLineView is a line of a run's log. */
export interface LogLineView {
  /** RFC 3339; "" where it is not known */
  at: string
  text: string
}

/** ProgressView is the payload of the event "run:progress". */
export interface ProgressView {
  /** id of the plan that was started; "" for continue and undo */
  plan: string
  run: number
  environment: string
  phase: Phase
  key: string
  done: number
  total: number
  /** a line for the log */
  message: string
}

/** CompareView is a comparison of two states. */
export interface CompareView {
  /** names it for Item while the program runs */
  id: string
  a: SideView
  b: SideView
  changes: ChangeView[]
  added: number
  modified: number
  removed: number
  renamed: number
  /** of these, the ones told by their content alone: two changes each when promoted */
  alike: number
  ignored_values: number
  same: number
}

/** SideView is one side of a comparison. */
export interface SideView {
  ref: string
  /** for people: Live, now; QA 3, before promotion */
  title: string
  state: string
  items: number
  kind: 'environment' | 'snapshot' | 'archive'
  /** ref; "" where it is not in this catalog */
  environment: string
  /** of the environment */
  name: string
  role: Role
  /** when it was read, or the snapshot taken */
  at: string
  /** of the snapshot; 0 for an environment */
  number: number
  note: string
  reason: Reason | ''
}

/**
 * DiffView is one item on both sides. The texts have no byte order mark, one line feed between two lines and none at
 * the end; what that leaves out is said in the notes. Line numbers count from 1.
 */
export interface DiffView {
  key: string
  /** the former key of a rename; "" otherwise */
  from: string
  op: Op | 'same'
  mode_before: string
  mode_after: string
  size_before: number
  size_after: number
  /** of the content; "" where that side has no such item */
  digest_before: string
  digest_after: string
  binary: boolean
  /** ask once, then call again with large set */
  too_large: boolean
  /** as a data: address; "" for what is no small picture */
  image_before: string
  image_after: string
  language: 'json' | 'yaml' | 'sql' | ''
  before: string
  after: string
  lines_before: number
  lines_after: number
  stretches: StretchView[]
  /** line, from, to and so on: what differs within lines, in UTF-16 units */
  marks_before: number[]
  marks_after: number[]
  /** what the texts do not show, as sentences */
  notes: string[]
  /** the values in it that belong to each environment */
  values: DiffValueView[]
  /** lines */
  added: number
  removed: number
}

/** DiffValueView is a value of an item that belongs to each environment, on both sides. */
export interface DiffValueView {
  /** "" for the whole item */
  address: string
  /** what it is, is shown by revealSecret alone */
  secret: boolean
  /** "" for a secret */
  before: string
  after: string
  /** the left side has it */
  left: boolean
  /** the right side has it */
  right: boolean
  differ: boolean
}

/** SecretView is a secret on both sides, for who asked to see it. */
export interface SecretView {
  before: string
  after: string
}

/** StretchView is a stretch of lines with one fate. Where it has no lines on a side, it stands before that line there. */
export interface StretchView {
  kind: 'add' | 'remove' | 'change'
  left: number
  right: number
  /** on each side that it has lines on */
  lines: number
}

/** SearchView is what a search in a comparison found. */
export interface SearchView {
  keys: string[]
  /** items too large to be searched, or not readable any more */
  skipped: number
  /** the same by name, each with the reason */
  unsearched: OmittedView[]
}

/** SchemaView is what differs between the models of a comparison. */
export interface SchemaView {
  objects: SchemaObjectView[]
  /** objects that are equal */
  same: number
  /** there is a model at all */
  model: boolean
}

/** SchemaObjectView is one object that differs, with all its fields. */
export interface SchemaObjectView {
  key: string
  name: string
  /** as in ObjectView */
  kind: string
  op: Op
  fields: SchemaFieldView[]
  parts: SchemaPartView[]
  /** of the object as a whole */
  effects: ProblemView[]
}

/** SchemaFieldView is one field on both sides; null where a side has none. */
export interface SchemaFieldView {
  name: string
  op: 'add' | 'modify' | 'remove' | 'same'
  before: ObjectFieldView | null
  after: ObjectFieldView | null
  /** what a promotion of the right side to the left one would meet */
  effects: ProblemView[]
}

/** SchemaPartView is what an object is made of besides fields, on both sides. */
export interface SchemaPartView {
  kind: string
  name: string
  op: 'add' | 'modify' | 'remove' | 'same'
  before: string
  after: string
}

/** ItemView is one item of a state with its content. */
export interface ItemView {
  key: string
  part: Part
  mode: string
  size: number
  digest: string
  binary: boolean
  /** "" for a binary item */
  text: string
  /** the content of a binary item */
  base64: string
}

/** ModelView is the model of an environment. */
export interface ModelView {
  environment: string
  slot: string
  /** what the text is written in: json or sql */
  language: string
  text: string
  objects: ObjectView[]
  editable: boolean
  /** why it is not editable */
  why: string
}

/** ObjectView is a model object drawn as a table. */
export interface ObjectView {
  /** of its item */
  key: string
  name: string
  /** what it is: table, materialized view */
  kind: string
  fields: ObjectFieldView[]
  parts: ObjectPartView[]
}

/** ObjectPartView is what an object is made of besides fields: a key, an index, a trigger. */
export interface ObjectPartView {
  kind: string
  /** "" for what has none */
  name: string
  text: string
}

/** ObjectFieldView is a field of an object. */
export interface ObjectFieldView {
  name: string
  type: string
  required: boolean
  unique: boolean
  default: string
  relation: string
}

/** TestView is the outcome of testing a connection. */
export interface TestView {
  reachable: boolean
  message: string
  items: number
  /** items of the model */
  model: number
  /** items of the configuration */
  configuration: number
  bytes: number
  omitted: OmittedView[]
  /** what runs there; "" where it has none, or does not tell */
  version: string
  /** "" where it does not tell before one tries */
  rights: 'write' | 'read' | ''
  /** also where only a part of it may be written */
  rights_why: string
  /** what a snapshot of it will not hold; "" for nothing */
  not_held: string
  /** own: it goes by this computer's; "" where it does not tell */
  clock: 'own' | 'other' | ''
  /** milliseconds by which another clock is ahead of this computer's */
  clock_ahead: number
  /** by so much that times do not fit */
  clock_off: boolean
  notes: string[]
  free_known: boolean
  /** bytes that its disk has room for */
  free: number
  /** its disk can take no more files, however much room there is */
  no_files: boolean
}

/** ArchiveView is what an archive file holds, all of it checked. */
export interface ArchiveView {
  path: string
  format: number
  project: string
  environment: string
  role: Role
  snapshots: SnapshotView[]
  /** size of the file */
  bytes: number
  /** the environment is in this catalog */
  known: boolean
  /** its ref in this catalog; "" where it is not there, or was removed */
  here: string
  /** the ref that it has in this catalog, or gets once it is added */
  home: string
  already: number
  not_held: string
  /** the first of what is damaged: without it the rest can be added, where that is asked for */
  damaged: DamageView[]
  sealed: boolean
  /** what an import would add */
  import: ImportView
}

/** ImportRequest says which archive is meant; salvage takes what is whole of a damaged one. */
export interface ImportRequest {
  path: string
  passphrase: string
  salvage: boolean
}

/** ImportView is the outcome of an import, or what it would be. */
export interface ImportView {
  added: number
  already: number
  snapshots: SnapshotView[]
  runs: number
  runs_already: number
  /** runs that stay out, as newer ones of their environments are here */
  runs_older: number
  /** new ones */
  projects: string[]
  environments: IntakeView[]
  /** that come with the projects */
  commands: CommandView[]
  damaged: DamageView[]
  damages: number
  salvage: boolean
  /** why it would not be imported as it is; "" where it would */
  refusal: string
}

/** CommandView is what a slot has Lockstep run on this computer, or call from it. */
export interface CommandView {
  project: string
  slot: string
  /** when it is run */
  label: string
  command: string
}

/** IntakeView is an environment of an archive, and where it goes. */
export interface IntakeView {
  ref: string
  name: string
  role: Role
  new: boolean
  /** it is new, and comes with its connections */
  connected: boolean
  added: number
  already: number
}

/** ExportView is the outcome of an export. */
export interface ExportView {
  path: string
  bytes: number
  items: number
  snapshots: number
  runs: number
  sealed: boolean
  /** places of secrets, in the newest of each environment, that were left out */
  secrets: number
}

/** VerifyView is the outcome of verifying the catalog. */
export interface VerifyView {
  snapshots: number
  bodies: number
  bytes: number
  damaged: DamageView[]
  record: RecordSealView
}

/** RecordSealView is the chain of the record of runs. Who notes the head can tell later that nothing before it was changed. */
export interface RecordSealView {
  links: number
  /** in hexadecimal; "" for none */
  head: string
}

/** DamageView is something damaged in the catalog. */
export interface DamageView {
  snapshot: string
  key: string
  why: string
}

/** EnvironmentRequest adds an environment, or edits one. */
export interface EnvironmentRequest {
  /** edit: the environment; add: "" */
  ref: string
  /** add: the project's name */
  project: string
  name: string
  role: Role
  /** name; "" for a root, or what it was */
  upstream: string
  /** edit: it is promoted from no other any more */
  root: boolean
  /** "" means main */
  slot: string
  /** "" leaves the slot unfilled */
  kind: string
  /** of slot and connection together */
  settings: Record<string, string>
  secrets: Record<string, string>
  allow_writing: boolean | null
  /** how often it is looked at while a window is open, in seconds, 0 for never; null leaves it as it is */
  watch: number | null
}

/** ConnectionRequest sets or tests where a slot of an environment lives. */
export interface ConnectionRequest {
  environment: string
  slot: string
  /** testing only, where the project has no such slot yet */
  kind: string
  settings: Record<string, string>
  secrets: Record<string, string>
}

/** PlanRequest asks for a plan. */
export interface PlanRequest {
  act: Act
  /** promote: an environment; restore: a REF; otherwise "" */
  source: string
  /** an environment */
  target: string
  /** edit: the new model document */
  model: string
  /** edit: "" means main */
  slot: string
  with_values: boolean
  /** edit: the place of which the value is set, ITEM#PLACE; "" sets the model */
  place: string
  /** edit: its new value */
  value: string
  choices: ChoiceRequest
  /** what the plan is asked for, where that is not all: these items, and those that drifted as the snapshot of this REF has it */
  about: string[]
  found: string
}

/** ChoiceRequest is a person's answers. Every entry is an item or a pattern of items. */
export interface ChoiceRequest {
  /** with ticking: exactly these, and what they need */
  ticked: string[]
  /** the window's way: ticked says it all */
  ticking: boolean
  /** none: every incoming change */
  only: string[]
  /** left out */
  except: string[]
  /** conflicts and target-side changes to be overwritten */
  take_source: string[]
  /** conflicts to be kept */
  take_target: string[]
  accept_loss: string[]
  accept_all: boolean
  /** whose values are saved before they are lost */
  save_loss: string[]
  save_all: boolean
  /** of a roll back: saved values are not put back */
  emptied: boolean
  /** what of these would travel that should not */
  accept_leak: string[]
  all_leaks: boolean
  /** past a gate that is not met; it asks for a reason and the typed name */
  past_gate: boolean
}

/** CheckRequest adds a check to an environment, or puts one in place of another. */
export interface CheckRequest {
  environment: string
  name: string
  url: string
  method: string
  status: number
  /** one whose name is that of a secret is kept as one */
  headers: Record<string, string>
  body: string
  json_path: string
  equals: string
  argv: string[]
  shell: string
  dir: string
  env: Record<string, string>
  /** headers, or variables; "" keeps the value that it has */
  secrets: Record<string, string>
  /** such as 10s; "" for that */
  timeout: string
  retries: number
  from: string
}

/** StartRequest starts a plan's run. */
export interface StartRequest {
  /** id */
  plan: string
  /** the typed name */
  confirm: string
  why: string
}

/** ActivityRequest asks for a part of all runs. What is "" bounds nothing. */
export interface ActivityRequest {
  /** uuid */
  project: string
  /** uuid of the target */
  environment: string
  /** name@computer */
  by: string
  act: Act | ''
  /** begun then or later */
  from: string
  /** begun before */
  to: string
  offset: number
  /** 0 for no limit */
  limit: number
}

/** ActivityView is a page of runs, newest first. Open are all that wait for an answer, whatever was asked for. */
export interface ActivityView {
  runs: ActivityRunView[]
  total: number
  open: RunView[]
  people: string[]
  /** those that a run wrote to */
  environments: ActivityPlaceView[]
}

/** ActivityRunView is a run as a line of a list. */
export interface ActivityRunView {
  number: number
  act: Act
  status: RunStatus
  open: boolean
  by: string
  why: string
  /** ref of the target */
  environment: string
  role: Role
  /** the target is no environment of the project any more */
  removed: boolean
  source: string
  counts: CountsView
  takes_back: number
  taken_back_by: number
  started_at: string
  ended_at: string
}

/** ActivityPlaceView is an environment that runs can be asked for by. */
export interface ActivityPlaceView {
  uuid: string
  name: string
  /** name */
  project: string
  role: Role
  removed: boolean
}

/** RunPageView is all that is known of one run. */
export interface RunPageView {
  run: RunView
  role: Role
  removed: boolean
  /** a roll back of the target would take this run back */
  roll_back: boolean
  /** when the snapshot before was taken */
  guard_at: string
  /** when the result was read back and kept; "" where it was not */
  result_at: string
}

/** ArchivesView is what a file, or every archive in a folder, holds. */
export interface ArchivesView {
  path: string
  folder: boolean
  /** with a passphrase: without it there are no archives here */
  sealed: boolean
  archives: ArchiveView[]
  /** files of the folder that give nothing */
  refused: { path: string; why: string }[]
}

/** ArchiveItemView is an item of an archive, without its content. */
export interface ArchiveItemView {
  key: string
  part: Part | ''
  mode: string
  size: number
  /** why it cannot be read; "" where it can */
  damaged: string
}

/** ExportRequest says which snapshots are meant: those named, all of an environment, all of a project, or everything. */
export interface ExportRequest {
  refs: string[]
  environment: string
  project: string
  /** with settings and runs too; with secrets where it is sealed */
  all: boolean
  /** "" leaves it open */
  passphrase: string
}

/** ExportSizeView says how much an export would be. */
export interface ExportSizeView {
  snapshots: number
  runs: number
  items: number
  /** of the file that would be written */
  bytes: number
  /** else it is too much to be measured, and bytes is 0 */
  exact: boolean
  not_held: string
  /** places of secrets, in the newest of each environment, that are left out unless it is sealed */
  secrets: number
}

/** VerifiedView is what remains of the last verification; at is "" where there was none. */
export interface VerifiedView {
  at: string
  by: string
  snapshots: number
  bodies: number
  bytes: number
  damaged: number
}

/** LicenceView is a part that the program is built of, and its licence. */
export interface LicenceView {
  name: string
  version: string
  /** its usual name */
  licence: string
  text: string
}

/** HistoryRequest asks for a part of an environment's history. */
export interface HistoryRequest {
  environment: string
  /** words that all occur in note, why, person, kind, or in names of changed items */
  search: string
  /** a kind of event; "" for every one */
  reason: string
  /** only what has a pinned snapshot */
  pinned: boolean
  offset: number
  limit: number
  /** a snapshot's ref: found says where its event is, and the part begins near it */
  around: string
}

/** HistoryView is a part of an environment's history, newest first. */
export interface HistoryView {
  environment: string
  events: EventView[]
  /** of the first of them */
  offset: number
  /** events that were asked for */
  total: number
  /** events that there are */
  all: number
  snapshots: number
  /** of all that were asked for, newest first */
  days: DayView[]
  /** the kinds of events that there are */
  reasons: EventKind[]
  /** where the event of around is; -1 for nowhere */
  found: number
  /** events whose items the search has not looked at yet: ask again */
  unread: number
  verified_at: string
}

/** DayView is a day by this computer's clock, with how many events it has. */
export interface DayView {
  /** 2026-11-18 */
  day: string
  events: number
}

export type EventKind = Act | Reason | 'imported'

/** EventView is one thing that happened to an environment: a run, or a snapshot that was taken for itself. */
export interface EventView {
  id: string
  kind: EventKind
  at: string
  by: string
  /** null for a snapshot alone */
  run: EventRunView | null
  /** what was there before a run; null for a snapshot alone */
  before: SnapshotView | null
  /** what a run left, null where nothing was read back; or the snapshot */
  after: SnapshotView | null
  /** ref of the snapshot before the event; "" for the first */
  older: string
  /** what it changed; null where that is not known */
  counts: CountsView | null
  /** it is not known yet: ask countHistory */
  counting: boolean
  /** the changed items that the search found, the first few */
  matched: string[]
  damaged: DamageView[]
}

/** EventRunView is the run of an event. For what was promoted from here, it is the run elsewhere. */
export interface EventRunView {
  number: number
  act: Act
  status: RunStatus
  open: boolean
  why: string
  /** ref of the environment promoted from, or of the snapshot restored; "" for neither */
  from: string
  /** when the snapshot that was restored was taken; "" for none */
  restored_at: string
  /** ref of the environment that it wrote to */
  to: string
  takes_back: number
  taken_back_by: number
}

/** EventCountView is what an event changed. */
export interface EventCountView {
  id: string
  counts: CountsView | null
}

/** DiffersView is what takes one state to another, for a look in passing. */
export interface DiffersView {
  /** names it for accounts */
  id: string
  a: string
  b: string
  /** the first few hundred */
  changes: ChangeView[]
  /** of all of them */
  counts: CountsView
  same: number
  read_at: string
}

/** AccountView says in short what differs in an item. */
export interface AccountView {
  key: string
  /** lines */
  added: number
  removed: number
  /** the settings or fields that differ, where it has such */
  fields: string[]
  /** fields of an object that is there on one side only */
  total: number
  binary: boolean
  /** too large to be compared in passing */
  large: boolean
}

/** KeyFileView is an exported key. */
export interface KeyFileView {
  path: string
}

/** ProjectFileView is the settings of a project as text. */
export interface ProjectFileView {
  project: string
  path: string
  text: string
  /** sentences: what in it others should perhaps not read */
  notes: string[]
}

/** ApplyRequest asks what a file with the settings of a project would change, or for that to be done. */
export interface ApplyRequest {
  path: string
  text: string
  /** what the file does not have is removed */
  remove: boolean
  dry_run: boolean
  /** what was looked at before: nothing else is applied */
  seen: string
}

/** AppliedView is what a file with the settings of a project changes. */
export interface AppliedView {
  project: string
  new: boolean
  applied: boolean
  changes: SettingsView[]
  /** what the file does not have, and stays */
  kept: string[]
  /** sentences: what follows, and the file does not say */
  notes: string[]
  needs: NeedView[]
  seen: string
}

/** SettingsView is a change of something that has settings. */
export interface SettingsView {
  op: 'add' | 'modify' | 'remove'
  what: string
  settings: SettingChangeView[]
}

/** SettingChangeView is a setting before and after; null where it is not set. */
export interface SettingChangeView {
  name: string
  before: string | null
  after: string | null
}

/** NeedView is a secret that a connection needs, and no file holds. */
export interface NeedView {
  environment: string
  slot: string
  /** the check's name; "" for a connection */
  check: string
  secret: string
  /** it was set for what the connection led to before */
  forgotten: boolean
}

export type RuleKind = 'keep' | 'secret' | 'own' | 'ignore' | 'share'

/** RuleView is a rule of a project. */
export interface RuleView {
  kind: RuleKind
  /** ITEM, or ITEM#PLACE */
  pattern: string
  /** a connector brings it: it stands behind the project's own, and is no one's to remove */
  default: boolean
}

/** RulesView are the rules of a project: the first that names something settles it. */
export interface RulesView {
  project: string
  rules: RuleView[]
  /** patterns that were proposed, and turned down */
  declined: string[]
  /** the last change of the rules can be taken back */
  undo: boolean
}

/** ValuesView is the matrix of environment values: places, and what each environment has there. */
export interface ValuesView {
  project: string
  /** in pipeline order */
  environments: ValueEnvironmentView[]
  rules: RuleView[]
  places: ValuePlaceView[]
  /** items in which no place could be looked for, and why */
  unread: ProblemView[]
}

/** ValueEnvironmentView is a column of the matrix. */
export interface ValueEnvironmentView {
  ref: string
  name: string
  role: Role
  reachable: boolean
  /** why it could not be read */
  problem: string
}

/** ValuePlaceView is a row of the matrix. */
export interface ValuePlaceView {
  /** ITEM#PLACE, or ITEM alone for a whole item */
  place: string
  /** of the item */
  key: string
  /** in the item; "" for the whole */
  address: string
  /** of a test, also what else a rule says of it now; "" for nothing */
  kind: RuleKind | ''
  /** the pattern that named it */
  rule: string
  /** not every environment that has a value has the same */
  differ: boolean
  /** environments that could be read and have none */
  holes: number
  /** one for each environment */
  values: ValueView[]
}

/** ValueView is what one environment has at a place. Of a secret no part is shown. */
export interface ValueView {
  /** ref */
  environment: string
  /** ready: kept until the place arrives */
  status: 'set' | 'not-set' | 'ready' | 'unread'
  /** "" for a secret */
  value: string
  /** of a secret: the same for the same value */
  fingerprint: string
  /** environments with the same value have the same number, from 1; 0 for none */
  group: number
  /** since when it has been what it is, as far as snapshots tell; "" where they do not */
  changed_at: string
  /** why it cannot be set; "" where it can */
  fixed: string
}

/** PlanValueView is a value that belongs to the target of a plan. */
export interface PlanValueView {
  /** ITEM#PLACE, or ITEM alone for a whole item */
  place: string
  /** of the item */
  key: string
  /** in the item; "" for the whole */
  address: string
  secret: boolean
  /** a hole must be filled before a run */
  status: 'kept' | 'hole' | 'ready'
  /** "" for a secret, and for a whole item */
  value: string
  /** of a secret */
  fingerprint: string
  /** its item is written by the plan */
  chosen: boolean
}

/** SuggestionView is a rule that is proposed, and why. No value is shown in it. */
export interface SuggestionView {
  kind: RuleKind
  pattern: string
  /** the item, or the first of several */
  key: string
  /** in the item; "" for the whole */
  address: string
  /** phrases */
  evidence: string[]
  /** 0 to 100 */
  sure: number
  /** sure enough to be taken unless somebody objects */
  ticked: boolean
}
