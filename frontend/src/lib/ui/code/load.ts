// The editor is a chunk of its own, which the first screen does not wait for.

// A web view without idle time would have CodeMirror read a text for 100 ms at a stretch; told how much time there is, it
// takes a quarter of that.
window.requestIdleCallback ??= (act) => setTimeout(() => act({ didTimeout: false, timeRemaining: () => 10 }), 20) as unknown as number
window.cancelIdleCallback ??= clearTimeout

export const loadMerge = () => import('./merge').then(({ Merge }) => Merge)
export const loadEditor = () => import('./editor').then(({ Editor }) => Editor)

/** Fetches the chunk while nothing else is to be done, so that the first difference is quick. */
export function preload(): void {
  requestIdleCallback(() => void loadMerge().catch(() => undefined)) // who needs it is told of a failure then
}
