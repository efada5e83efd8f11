/** A dialog that may be asked for from anywhere. */
export type Dialog =
  | { kind: 'none' }
  | { kind: 'new-project' }
  | { kind: 'add-environment'; project: string }
  | { kind: 'edit-environment'; ref: string }
  | { kind: 'take-snapshot'; ref: string }
  | { kind: 'clear-cache'; ref: string }
  /** A check of an environment; name "" for a new one. */
  | { kind: 'check'; ref: string; name: string }
  /** A value of an environment is set, at ITEM#PLACE. */
  | { kind: 'set-value'; ref: string; place: string }
  /** A rule of a project is added, with pattern "" or begun with one, or the one with a pattern is edited. */
  | { kind: 'rule'; project: string; pattern: string; edits: boolean }
  /** What seems to belong to each environment of a project. */
  | { kind: 'suggest-rules'; project: string }
  /** The palette, begun with a text. */
  | { kind: 'palette'; text: string }
  | { kind: 'shortcuts' }
  | { kind: 'save-key' }
  /** The snapshots of a project that no rule keeps. */
  | { kind: 'prune'; project: string }
  /** A file with the settings of a project, to be looked at and applied. */
  | { kind: 'apply-settings'; path: string }
  /** found: the snapshot of what drifted, where that is to be put back; "" for none. */
  | { kind: 'restore'; source: string; target: string; found: string }

/** Dialogs says which dialog is open; there is never more than one. */
export class Dialogs {
  #open = $state.raw<Dialog>({ kind: 'none' })

  get open(): Dialog {
    return this.#open
  }

  show(dialog: Dialog): void {
    this.#open = dialog
  }

  close(): void {
    this.#open = { kind: 'none' }
  }
}
