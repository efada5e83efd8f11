import type { LookView, ProgressView } from './views'

/** Every event that the Go side emits, with what it carries. */
export interface Events {
  'run:progress': ProgressView
  /** Checks that were asked for, and follow no run. */
  'check:progress': ProgressView
  /** The window was to be closed while a run is under way; it stays open until quit is called. */
  'close:asked': Record<string, never>
  /** Somebody started the program again, and the window came to the front. */
  'window:raised': Record<string, never>
  /** Something about that environment was recorded; "" means the projects. */
  changed: { environment: string }
  /** An environment was looked at without being asked for; what is on its way there is not told. */
  looked: LookView
  /** The desktop changed its look; "" where it says nothing of it. */
  theme: { system: '' | 'light' | 'dark' }
  'archive:dropped': { path: string }
  /** The program was started again with an archive: `opened` gives it. */
  'archive:opened': Record<string, never>
  /** How many files of an export to a folder, or of a folder's import, are done. */
  'archive:progress': { done: number; total: number }
}

export type EventName = keyof Events
