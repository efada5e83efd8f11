// What features know of the Go side: its views, and the error that a call may end with.
export type * from '../backend/views'
export { BackendError, lookOf, toBackendError } from '../backend/errors'
export type { Backend } from '../backend/backend'
