/** The kinds of rules in the order in which people are told of them, each with what it is called and what it does. */
const kinds = [
  { kind: 'keep', word: 'Environment value', text: 'Each environment keeps its own.' },
  { kind: 'secret', word: 'Secret', text: 'Each environment keeps its own, and it is never shown.' },
  { kind: 'own', word: 'Only compared', text: 'Each environment’s own: compared, and never written.' },
  { kind: 'ignore', word: 'Ignored', text: 'Noise: it never counts as a difference.' },
  { kind: 'share', word: 'Travels', text: 'Promoted like the rest, whatever a later rule says.' },
] as const

export type Ruled = (typeof kinds)[number]['kind']

export const ruleKinds: readonly Ruled[] = kinds.map(({ kind }) => kind)

export function ruleWord(kind: string): string {
  return kinds.find((one) => one.kind === kind)?.word ?? kind
}

export function ruleText(kind: string): string {
  return kinds.find((one) => one.kind === kind)?.text ?? ''
}
