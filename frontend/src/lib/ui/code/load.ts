// The editor is a chunk of its own, which the first screen does not wait for.

export const loadMerge = () => import('./merge').then(({ Merge }) => Merge)
export const loadEditor = () => import('./editor').then(({ Editor }) => Editor)

/** Fetches the chunk while nothing else is to be done, so that the first difference is quick. */
export function preload(): void {
  const idle = window.requestIdleCallback ?? ((act: () => void) => setTimeout(act, 600))
  idle(() => void loadMerge().catch(() => undefined)) // who needs it is told of a failure then
}
