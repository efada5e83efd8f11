import type { FieldView, KindView } from '../backend/views'

/** The values to begin a form with: what is set, or else the defaults. */
export function startValues(fields: readonly FieldView[], set: Record<string, string> = {}): Record<string, string> {
  const values: Record<string, string> = {}
  for (const field of fields) values[field.name] = set[field.name] ?? (field.secret ? '' : field.default)
  return values
}

/** Splits a form into settings and secrets. A secret left empty is kept as it is. */
export function split(fields: readonly FieldView[], values: Record<string, string>): { settings: Record<string, string>; secrets: Record<string, string> } {
  const settings: Record<string, string> = {}
  const secrets: Record<string, string> = {}
  for (const field of fields) {
    const value = values[field.name] ?? ''
    if (!field.secret) settings[field.name] = value
    else if (value !== '') secrets[field.name] = value
  }
  return { settings, secrets }
}

/** The labels of required fields that are empty. */
export function missing(fields: readonly FieldView[], values: Record<string, string>, known: readonly string[] = []): string[] {
  const empty = fields.filter((field) => field.required && (values[field.name] ?? '').trim() === '')
  return empty.filter((field) => !field.secret || !known.includes(field.name)).map((field) => field.label)
}

export function kindOf(kinds: readonly KindView[], kind: string): KindView | null {
  return kinds.find((one) => one.kind === kind) ?? null
}
