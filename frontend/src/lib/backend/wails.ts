import * as app from '../../../wailsjs/go/app/App'
import {
  EventsOn,
  Quit,
  WindowHide,
  WindowSetDarkTheme,
  WindowSetLightTheme,
  WindowSetSystemDefaultTheme,
  WindowShow,
  WindowUnminimise,
} from '../../../wailsjs/runtime/runtime'
import type { Backend } from './backend'
import { toBackendError } from './errors'

// The one place that meets what is generated from the Go side. Its types say too much and too little, so each answer
// passes through told, which takes the type from Backend and turns a rejection into a BackendError.
async function told<T>(answer: Promise<unknown>): Promise<T> {
  try {
    return (await answer) as T
  } catch (reason) {
    throw toBackendError(reason)
  }
}

/** A request as the generated code wants it: the same names, its own class. */
function asked<T>(request: unknown): T {
  return request as T
}

const frames = { system: WindowSetSystemDefaultTheme, light: WindowSetLightTheme, dark: WindowSetDarkTheme }

export const wails: Backend = {
  about: () => told(app.About()),
  kinds: () => told(app.Kinds()),
  licences: () => told(app.Licences()),
  exportKey: ({ path, passphrase }) => told(app.ExportKey(path, passphrase)),
  askForKeyLater: () => told(app.AskForKeyLater()),

  projects: () => told(app.Projects()),
  addProject: ({ name }) => told(app.AddProject(name)),
  renameProject: ({ name, to }) => told(app.RenameProject(name, to)),
  removeProject: ({ name }) => told(app.RemoveProject(name)),
  keepInProject: ({ name, keep }) => told(app.KeepInProject(name, asked(keep))),
  prune: (request) => told(app.Prune(asked(request))),
  addSlot: ({ project, slot, kind, settings }) => told(app.AddSlot(project, slot, kind, settings)),
  editSlot: ({ project, slot, settings }) => told(app.EditSlot(project, slot, settings)),
  exportProject: ({ name, path }) => told(app.ExportProject(name, path)),
  applyProject: (request) => told(app.ApplyProject(asked(request))),
  createSample: ({ dir }) => told(app.CreateSample(dir)),

  environment: ({ ref }) => told(app.Environment(ref)),
  addEnvironment: (request) => told(app.AddEnvironment(asked(request))),
  editEnvironment: (request) => told(app.EditEnvironment(asked(request))),
  moveEnvironment: ({ ref, back }) => told(app.MoveEnvironment(ref, back)),
  removeEnvironment: ({ ref }) => told(app.RemoveEnvironment(ref)),
  setConnection: (request) => told(app.SetConnection(asked(request))),
  testConnection: (request) => told(app.TestConnection(asked(request))),
  look: ({ ref }) => told(app.CheckDrift(ref)),
  keepDrift: ({ ref, state }) => told(app.KeepDrift(ref, state)),
  travel: ({ project, limit }) => told(app.Travel(project, limit)),
  clearCache: ({ ref }) => told(app.ClearCache(ref)),
  addCheck: (request) => told(app.AddCheck(asked(request))),
  editCheck: (request) => told(app.EditCheck(asked(request))),
  removeCheck: ({ ref, name }) => told(app.RemoveCheck(ref, name)),
  runChecks: ({ ref }) => told(app.RunChecks(ref)),
  setGate: ({ ref, passedUpstream }) => told(app.SetGate(ref, passedUpstream)),
  setPolicy: ({ ref, onFailure }) => told(app.SetPolicy(ref, onFailure)),

  values: ({ project }) => told(app.Values(project)),
  valueChanges: ({ ref }) => told(app.ValueChanges(ref)),
  keepValue: ({ ref, place, value }) => told(app.KeepValue(ref, place, value)),
  dropValue: ({ ref, place }) => told(app.DropValue(ref, place)),
  rules: ({ project }) => told(app.Rules(project)),
  setRules: ({ project, rules }) => told(app.SetRules(project, asked(rules))),
  addRules: ({ project, rules }) => told(app.AddRules(project, asked(rules))),
  undoRules: ({ project }) => told(app.UndoRules(project)),
  testRule: ({ project, pattern }) => told(app.TestRule(project, pattern)),
  suggestRules: ({ project }) => told(app.SuggestRules(project)),
  declineRules: ({ project, patterns }) => told(app.DeclineRules(project, patterns)),

  remembered: () => told(app.Remembered()),
  remember: ({ name, value }) => told(app.Remember(name, value)),

  snapshots: ({ ref, offset, limit }) => told(app.Snapshots(ref, offset, limit)),
  findSnapshots: ({ ref, text, offset, limit }) => told(app.FindSnapshots(ref, text, offset, limit)),
  snapshot: ({ ref }) => told(app.Snapshot(ref)),
  history: (request) => told(app.History(asked(request))),
  countHistory: ({ environment, ids }) => told(app.CountHistory(environment, ids)),
  differs: ({ a, b }) => told(app.Differs(a, b)),
  accounts: ({ id, keys }) => told(app.Accounts(id, keys)),
  takeSnapshot: ({ ref, note }) => told(app.TakeSnapshot(ref, note)),
  noteSnapshot: ({ ref, note }) => told(app.NoteSnapshot(ref, note)),
  pinSnapshot: ({ ref, pinned }) => told(app.PinSnapshot(ref, pinned)),
  deleteSnapshot: ({ ref }) => told(app.DeleteSnapshot(ref)),
  item: ({ ref, item }) => told(app.Item(ref, item)),

  compare: ({ a, b, withValues }) => told(app.Compare(a, b, withValues)),
  compareKnown: ({ a, b, withValues }) => told(app.CompareKnown(a, b, withValues)),
  revealSecret: ({ session, key, address }) => told(app.RevealSecret(session, key, address)),
  patchOf: ({ session }) => told(app.PatchOf(session)),
  itemDiff: ({ session, key, large, ignoreSpace }) =>
    told(app.ItemDiff(asked({ session, item: key, large, ignore_space: ignoreSpace }))),
  searchComparison: ({ session, text }) => told(app.SearchComparison(session, text)),
  schema: ({ session }) => told(app.Schema(session)),
  saveReport: ({ session, path }) => told(app.SaveReport(session, path)),

  script: ({ plan }) => told(app.Script(plan)),
  answerRename: ({ environment, answer }) => told(app.AnswerRename(environment, answer)),
  modelDiff: ({ plan, slot, large }) => told(app.ModelDiff(plan, slot, large)),
  model: ({ ref, slot }) => told(app.Model(ref, slot)),
  checkModel: ({ ref, slot, text }) => told(app.CheckModel(ref, slot, text)),
  diffTexts: ({ before, after, language }) => told(app.DiffTexts(before, after, language)),

  targets: ({ source }) => told(app.Targets(source)),
  plan: (request) => told(app.Plan(asked(request))),
  choose: ({ plan, choices }) => told(app.Choose(plan, asked(choices))),
  fillValue: ({ plan, place, value, choices }) => told(app.FillValue(plan, place, value, asked(choices))),
  start: (request) => told(app.Start(asked(request))),
  cancel: ({ environment }) => told(app.Cancel(environment)),
  continueRun: ({ number }) => told(app.ContinueRun(number)),
  undoRun: ({ number }) => told(app.UndoRun(number)),
  leaveRun: ({ number }) => told(app.LeaveRun(number)),
  runs: ({ environment, limit }) => told(app.Runs(environment, limit)),
  run: ({ number }) => told(app.Run(number)),
  activity: (request) => told(app.Activity(asked(request))),
  exportSaved: ({ run, id, path }) => told(app.ExportSaved(run, id, path)),
  dropSaved: ({ run, id }) => told(app.DropSaved(run, id)),
  activityRun: ({ number }) => told(app.ActivityRun(number)),
  runLog: ({ number }) => told(app.RunLog(number)),
  readBack: ({ number }) => told(app.ReadBack(number)),

  exportSnapshots: ({ path, ...request }) => told(app.Export(asked(request), path)),
  exportSize: (request) => told(app.ExportSize(asked(request))),
  inspectAll: (request) => told(app.InspectAll(asked(request))),
  archiveItems: (request) => told(app.ArchiveItems(asked(request))),
  archiveItem: ({ item, ...request }) => told(app.ArchiveItem(asked(request), item)),
  importArchive: (request) => told(app.Import(asked(request))),
  importAll: ({ paths }) => told(app.ImportAll(paths)),
  verify: () => told(app.Verify()),
  verified: () => told(app.Verified()),

  pickFolder: ({ title }) => told(app.PickFolder(title)),
  pickArchive: () => told(app.PickArchive()),
  pickSettings: () => told(app.PickSettings()),
  pickSave: ({ name }) => told(app.PickSave(name)),
  opened: () => told(app.Opened()),

  busy: () => told(app.Busy()),
  interrupt: () => told(app.Interrupt()),
  quit: () => Quit(),
  hide: () => WindowHide(),
  raise: () => {
    WindowShow()
    WindowUnminimise()
  },
  frame: (theme) => frames[theme](),

  on: (name, listen) => EventsOn(name, listen),
}
