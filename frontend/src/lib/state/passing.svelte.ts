import { SvelteMap } from 'svelte/reactivity'
import type { Backend } from '../backend/backend'
import { type BackendError, toBackendError } from '../backend/errors'
import type { AccountView, DiffersView } from '../backend/views'

/** One look in passing: two sides, and what differs once it is known. */
export interface Look {
  view: DiffersView | null
  error: BackendError | null
  accounts: SvelteMap<string, AccountView>
}

const remembered = 12

/** Passing is what differs between two sides, for one who goes through a history: a few looks are kept. */
export class Passing {
  readonly #looks = new SvelteMap<string, Look>()
  readonly #backend: Backend

  constructor(backend: Backend) {
    this.#backend = backend
  }

  of(a: string, b: string): Look | null {
    return this.#looks.get(name(a, b)) ?? null
  }

  /** Looks, unless it has looked. Between two snapshots nothing ever changes. */
  async look(a: string, b: string, again = false): Promise<void> {
    const key = name(a, b)
    if (!again && this.#looks.has(key)) return
    const before = this.#looks.get(key)
    this.#looks.delete(key)
    this.#looks.set(key, { view: before?.view ?? null, error: null, accounts: before?.accounts ?? new SvelteMap() })
    for (const old of [...this.#looks.keys()].slice(0, -remembered)) this.#looks.delete(old)
    try {
      const view = await this.#backend.differs({ a, b })
      if (this.#looks.has(key)) this.#looks.set(key, { view, error: null, accounts: new SvelteMap() })
    } catch (reason) {
      if (this.#looks.has(key)) this.#looks.set(key, { view: null, error: toBackendError(reason), accounts: new SvelteMap() })
    }
  }

  /** Forgets what was seen of an environment as it was. */
  forget(environment: string): void {
    for (const key of [...this.#looks.keys()]) if (key.split('\n').includes(environment)) this.#looks.delete(key)
  }

  /** Says in short what differs in the first items of a look, a handful at a time. */
  async account(look: Look, most: number): Promise<void> {
    if (!look.view || look.accounts.size > 0) return
    let keys = look.view.changes.slice(0, most).map((change) => change.key)
    while (keys.length > 0) {
      const told = await this.#backend.accounts({ id: look.view.id, keys: keys.slice(0, 40) }).catch(() => [])
      if (told.length === 0) return
      for (const account of told) look.accounts.set(account.key, account)
      keys = keys.slice(told.length)
    }
  }
}

function name(a: string, b: string): string {
  return `${a}\n${b}`
}
