import type { Items } from './fakedata'
import type { ChangeView, DiffView, ObjectFieldView, SchemaView, StretchView } from './views'

// What the fake compares with. Its line by line view pairs lines by their number, which is enough to be looked at.

export function partOf(key: string): 'model' | 'configuration' {
  return key.startsWith('main:object/') ? 'model' : 'configuration'
}

export function digest(items: Items): string {
  let sum = 7
  for (const char of JSON.stringify([...items].sort())) sum = (sum * 31 + char.charCodeAt(0)) % 4_294_967_291
  return sum.toString(16).padStart(8, '0').repeat(8)
}

export function same(a: Items, b: Items): number {
  return [...a].filter(([key, text]) => b.get(key) === text).length
}

export function diff(a: Items, b: Items): ChangeView[] {
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort()
  return keys
    .filter((key) => a.get(key) !== b.get(key))
    .map((key) => {
      const op = !a.has(key) ? 'add' : !b.has(key) ? 'remove' : 'modify'
      return { op, part: partOf(key), key, from: '', side: '', chosen: false, why: '', unsure: false, drifted: false, widens: '', asked: false, aside: false, again: false, needed_by: [], fields: '' }
    })
}

export function counts(changes: ChangeView[]) {
  const of = (op: string) => changes.filter((change) => change.op === op).length
  return { added: of('add'), modified: of('modify'), removed: of('remove'), renamed: 0 }
}

export function lines(key: string, before: string | undefined, after: string | undefined): DiffView {
  const a = before === undefined ? [] : before.replace(/\n$/, '').split('\n')
  const b = after === undefined ? [] : after.replace(/\n$/, '').split('\n')
  const stretches: StretchView[] = []
  const put = (kind: StretchView['kind'], at: number) => {
    const last = stretches.at(-1)
    if (last?.kind === kind && last.left + last.lines === at + 1) last.lines++
    else stretches.push({ kind, left: at + 1, right: at + 1, lines: 1 })
  }
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    if (a[at] === b[at]) continue
    put(a[at] === undefined ? 'add' : b[at] === undefined ? 'remove' : 'change', at)
  }
  const op = before === undefined ? 'add' : after === undefined ? 'remove' : before === after ? 'same' : 'modify'
  return {
    key, op, from: '', mode_before: '', mode_after: '', size_before: before?.length ?? 0, size_after: after?.length ?? 0,
    digest_before: before === undefined ? '' : 'aa11bb22', digest_after: after === undefined ? '' : 'cc33dd44',
    binary: false, too_large: false, image_before: '', image_after: '', language: '', before: a.join('\n'), after: b.join('\n'),
    lines_before: a.length, lines_after: b.length, stretches, marks_before: [], marks_after: [], notes: [], values: [], added: 0, removed: 0,
  }
}

/** The objects that differ, with the fields of both sides. */
export function schemaOf({ a, b }: { a: Items; b: Items }): SchemaView {
  const differing = diff(a, b).filter((change) => change.part === 'model')
  const objects = differing.map(({ key, op }) => {
    const [before, after] = [fields(a.get(key)), fields(b.get(key))]
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return {
      key, op, name: key.split('/')[1] ?? '', kind: 'object', parts: [], effects: [],
      fields: names.map((name) => {
        const [was, is] = [before[name] ?? null, after[name] ?? null]
        const fate = !was ? ('add' as const) : !is ? ('remove' as const) : was.type === is.type ? ('same' as const) : ('modify' as const)
        return { name, op: fate, before: was, after: is, effects: [] }
      }),
    }
  })
  return { objects, same: 0, model: objects.length > 0 }
}

function fields(text: string | undefined): Record<string, ObjectFieldView> {
  if (text === undefined) return {}
  const parsed = JSON.parse(text) as { fields: Record<string, { type: string }> }
  const drawn = Object.entries(parsed.fields).map(([name, { type }]) => [name, { name, type, required: false, unique: false, default: '', relation: '' }])
  return Object.fromEntries(drawn) as Record<string, ObjectFieldView>
}
