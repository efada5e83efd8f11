import type { Backend } from '../backend/backend'

// What the window remembers between two starts. It lies sealed in the catalog: it is read once, before anything is
// shown, and what is kept afterwards is written behind the scenes, one value after the other, the newest of each name.

type Memory = Pick<Backend, 'remembered' | 'remember'>

/** How long it rests after a write, in milliseconds: names change with every letter that is typed. */
const pause = 200

let memory = new Map<string, string>()
let waiting = new Map<string, string>()
let behind: Memory | null = null
let writing = false
let complain: (reason: unknown) => void = () => undefined

/** Reads all that is remembered. Where that fails the window starts as if for the first time. */
export async function recall(from: Memory): Promise<void> {
  behind = from
  waiting = new Map()
  try {
    memory = new Map(Object.entries(await from.remembered()))
  } catch {
    memory = new Map()
  }
}

/** Is told when something cannot be kept, until the answer is called. */
export function heedKeeping(tell: (reason: unknown) => void): () => void {
  complain = tell
  return () => (complain = () => undefined)
}

export function kept(name: string): string | null {
  return memory.get(name) ?? null
}

export function keep(name: string, value: string | null): void {
  if ((value ?? '') === (memory.get(name) ?? '')) return
  if (value === null || value === '') memory.delete(name)
  else memory.set(name, value)
  waiting.set(name, value ?? '')
  void write()
}

/** Writes what still waits, without a rest: the page may be about to go. */
export async function keepAll(): Promise<void> {
  const now = waiting
  waiting = new Map()
  await Promise.all([...now].map(([name, value]) => put(name, value)))
}

async function write(): Promise<void> {
  if (writing) return
  writing = true
  while (waiting.size > 0) {
    await keepAll()
    await new Promise((rest) => setTimeout(rest, pause))
  }
  writing = false
}

async function put(name: string, value: string): Promise<void> {
  try {
    await behind?.remember({ name, value })
  } catch (reason) {
    complain(reason)
  }
}
