import { plural } from './numbers'

interface Part {
  kind: string
  name: string
  text: string
}

interface Drawn {
  key: string
  name: string
  kind: string
  fields: readonly { name: string }[]
  parts: readonly Part[]
}

/** Parts of a kind, as a line each, or all in one line where they say no more than their names. */
export interface PartGroup {
  kind: string
  names: string[]
  parts: Part[]
}

/** The parts of an object by their kinds, in the order in which these first come. */
export function partGroups(parts: readonly Part[]): PartGroup[] {
  const groups = new Map<string, Part[]>()
  for (const part of parts) {
    const same = groups.get(part.kind)
    if (same) same.push(part)
    else groups.set(part.kind, [part])
  }
  return [...groups].map(([kind, some]) => {
    const bare = some.every((part) => part.text === '' && part.name !== '')
    return bare ? { kind, names: some.map((part) => part.name), parts: [] } : { kind, names: [], parts: some }
  })
}

/** How much an object is: table, 5 fields. */
export function objectFacts(object: Drawn): string {
  return object.fields.length === 0 ? object.kind : `${object.kind}, ${plural(object.fields.length, 'field')}`
}

/** Those of a kind ("" for all) in which a text stands: in a name, or in that of a field or a part. */
export function foundObjects<T extends Drawn>(objects: readonly T[], text: string, kind: string): T[] {
  const sought = text.trim().toLowerCase()
  const holds = (name: string) => name.toLowerCase().includes(sought)
  return objects.filter(
    (object) => (kind === '' || object.kind === kind) && (holds(object.name) || object.fields.some((field) => holds(field.name)) || object.parts.some((part) => holds(part.name))),
  )
}

/** The object that a field relates to, or that a part names; undefined where there is none here. */
export function objectNamed<T extends Drawn>(objects: readonly T[], name: string): T | undefined {
  return objects.find((object) => object.name === name || object.key.endsWith(`/${name}`))
}
