import type { BackendError } from '../backend/errors'
import type { Act, PlanView, RunView } from '../backend/views'

/** What the wizard is opened for. One wizard serves all acts, for all are the same plan and the same run. */
export interface Intent {
  act: Act
  /** promote: an environment; restore: a snapshot; otherwise "". */
  source: string
  target: string
  model: string
  slot: string
  withValues: boolean
  /** What it is asked for, where that is not all: these items, and what drifted as this snapshot has it; "" for none. */
  about: string[]
  found: string
  /** edit: the model has changed there since the edits were begun. */
  overtaken: boolean
}

/** Where the wizard stands. */
export type Stage =
  | { step: 'closed' }
  | { step: 'choose'; plan: PlanView | null; planning: boolean; error: BackendError | null }
  | { step: 'model' | 'configuration'; plan: PlanView }
  | { step: 'review'; plan: PlanView; refused: BackendError | null }
  | { step: 'run'; plan: PlanView; startedAt: string; stopping: boolean; undoing: boolean }
  | { step: 'failed'; plan: PlanView; run: RunView; startedAt: string }
  | { step: 'done'; plan: PlanView; run: RunView }

export type Step = 'choose' | 'model' | 'configuration' | 'review' | 'run' | 'done'

export const noIntent: Intent = { act: 'promote', source: '', target: '', model: '', slot: '', withValues: false, about: [], found: '', overtaken: false }
