import { keep, kept } from './kept'

export type EnvironmentTab = 'status' | 'history' | 'values' | 'model' | 'connection'
export type CompareFilter = 'all' | 'add' | 'modify' | 'remove' | 'rename'

/** Every place in the window. */
export type Route =
  | { name: 'overview' }
  | { name: 'compare'; a: string; b: string; item: string; only: CompareFilter }
  | { name: 'activity'; run: number }
  | { name: 'archive'; path: string }
  | { name: 'values' }
  | { name: 'environment'; ref: string; tab: EnvironmentTab; snapshot: string }
  /** rule: the pattern of the rule that it was opened for. */
  | { name: 'settings'; part: string; rule: string }
  | { name: 'wizard' }

const tabs: readonly string[] = ['status', 'history', 'values', 'model', 'connection']
const filters: readonly string[] = ['all', 'add', 'modify', 'remove', 'rename']

/** The address of a place, for a link. */
export function href(route: Partial<Route> & { name: Route['name'] }): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(route)) {
    if (name !== 'name' && value !== '' && value !== 0) query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? `#/${route.name}` : `#/${route.name}?${text}`
}

/** The place of an address; the overview where it is none. */
export function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const asked = new URLSearchParams(query)
  const text = (name: string) => asked.get(name) ?? ''
  switch (path) {
    case 'compare': {
      const only = filters.includes(text('only')) ? (text('only') as CompareFilter) : 'all'
      return { name: 'compare', a: text('a'), b: text('b'), item: text('item'), only }
    }
    case 'activity':
      return { name: 'activity', run: Number.parseInt(text('run'), 10) || 0 }
    case 'archive':
      return { name: 'archive', path: text('path') }
    case 'environment': {
      const tab = tabs.includes(text('tab')) ? (text('tab') as EnvironmentTab) : 'status'
      return { name: 'environment', ref: text('ref'), tab, snapshot: text('snapshot') }
    }
    case 'settings':
      return { name: 'settings', part: text('part'), rule: text('rule') }
    case 'values':
      return { name: 'values' }
    case 'wizard':
      return { name: 'wizard' }
    default:
      return { name: 'overview' }
  }
}

// A web view throws where the address is replaced more than 100 times in ten seconds, which a held arrow key does.
const pause = 150

/** Router follows the address, so that links are links and Back goes back. */
export class Router {
  #route = $state.raw<Route>({ name: 'overview' })
  #staying: ReturnType<typeof setTimeout> | undefined

  /** Begins where the window was when it was closed, unless an address says where. */
  constructor() {
    const last = kept('view')
    if (last !== null && location.hash === '') history.replaceState(null, '', last)
    this.#follow()
  }

  get route(): Route {
    return this.#route
  }

  /** Follows the address; the answer stops following it. */
  listen(): () => void {
    const follow = () => this.#follow()
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }

  /** Goes on at the same place: Back does not lead here, for what is looked at there is a detail. */
  stay(route: Partial<Route> & { name: Route['name'] }): void {
    const address = href(route)
    this.#route = parse(address)
    clearTimeout(this.#staying)
    this.#staying = setTimeout(() => this.#settle(), pause)
  }

  /** Writes down where one is, before one leaves. */
  #settle(): void {
    clearTimeout(this.#staying)
    if (this.#staying === undefined) return
    this.#staying = undefined
    window.history.replaceState(window.history.state, '', href(this.#route))
    this.#remember()
  }

  go(route: Partial<Route> & { name: Route['name'] }): void {
    this.#settle()
    location.hash = href(route)
    this.#follow()
  }

  #follow(): void {
    clearTimeout(this.#staying)
    this.#staying = undefined
    this.#route = parse(location.hash)
    this.#remember()
  }

  #remember(): void {
    const { name } = this.#route
    // A wizard is taken up from its draft, and a file may be gone: neither is a place to begin.
    if (name !== 'wizard') keep('view', name === 'overview' ? null : name === 'archive' ? href({ name }) : location.hash)
  }
}
