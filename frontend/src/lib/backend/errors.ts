/** The codes of the Go side; see app/lockstep/error.go. */
export type Code =
  | 'invalid'
  | 'not-found'
  | 'conflict'
  | 'blocked'
  | 'unreachable'
  | 'denied'
  | 'corrupt'
  | 'unknown'
  | 'internal'

/** What a rejected call becomes: a code to act on and a sentence to show. */
export class BackendError extends Error {
  readonly code: Code

  constructor(code: Code, message: string) {
    super(message)
    this.name = 'BackendError'
    this.code = code
  }
}

/** How a code looks: its tone, and a title where the sentence needs one. */
export interface Look {
  tone: 'info' | 'warn' | 'loss'
  title: string
}

const looks: Record<Code, Look> = {
  invalid: { tone: 'warn', title: 'That does not work as it stands' },
  'not-found': { tone: 'warn', title: 'Not found' },
  conflict: { tone: 'warn', title: 'Something else is there' },
  blocked: { tone: 'warn', title: 'An answer is needed first' },
  unreachable: { tone: 'warn', title: 'No answer' },
  denied: { tone: 'warn', title: 'Not allowed' },
  corrupt: { tone: 'loss', title: 'Damaged' },
  unknown: { tone: 'warn', title: 'Nobody knows whether it took place' },
  internal: { tone: 'loss', title: 'A fault in Lockstep' },
}

export function lookOf(error: BackendError): Look {
  return looks[error.code]
}

/** Turns whatever a call was rejected with into a BackendError; the Go side sends {"code","message"} as text. */
export function toBackendError(reason: unknown): BackendError {
  if (reason instanceof BackendError) return reason
  const text = reason instanceof Error ? reason.message : typeof reason === 'string' ? reason : ''
  const told = parse(typeof reason === 'object' && !(reason instanceof Error) ? reason : text)
  if (told) return told
  return new BackendError('internal', text === '' ? 'The program did not say what went wrong.' : text)
}

function parse(reason: unknown): BackendError | null {
  let value = reason
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value)
    } catch {
      return null
    }
  }
  if (typeof value !== 'object' || value === null) return null
  const { code, message } = value as { code?: unknown; message?: unknown }
  if (typeof message !== 'string' || message === '') return null
  return new BackendError(isCode(code) ? code : 'internal', message)
}

function isCode(code: unknown): code is Code {
  return typeof code === 'string' && Object.hasOwn(looks, code)
}
