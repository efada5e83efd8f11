import { number } from '$lib/format/numbers'
import type { Comparison } from '$lib/state/comparison.svelte'
import type { CompareFilter, Route } from '$lib/state/router.svelte'
import type { ChangeView } from '$lib/state/views'
import { inOrder, sectionOf } from './tree'

const pause = 200

interface Option {
  value: CompareFilter
  label: string
  sign?: 'add' | 'modify' | 'remove' | 'rename'
  count: number
  title?: string | undefined
}

/** Filter is which differences are shown: by what happened to them, by kind, and by what is looked for. */
export class Filter {
  kind = $state('')
  #text = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #comparison: Comparison
  readonly #route: () => Route & { name: 'compare' }

  constructor(comparison: Comparison, route: () => Route & { name: 'compare' }) {
    this.#comparison = comparison
    this.#route = route
  }

  get text(): string {
    return this.#text
  }

  /** Names are searched at once, contents a moment after the last key. */
  search(text: string): void {
    this.#text = text
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#comparison.search(text), text.trim() === '' ? 0 : pause)
  }

  /** The contents are still being searched. */
  get searching(): boolean {
    return this.#text.trim() !== '' && this.#comparison.found.value?.text !== this.#text && !this.#comparison.found.error
  }

  readonly #all = $derived.by((): ChangeView[] => inOrder(this.#comparison.view.value?.changes ?? []))
  readonly kinds = $derived.by(() => [...new Set(this.#all.map(sectionOf))])

  // Another item in the address is no other list: it is long, and so is its tree.
  readonly #only = $derived.by(() => this.#route().only)

  readonly #picked = $derived.by(() => {
    const only = this.#only
    const kind = this.kinds.includes(this.kind) ? this.kind : ''
    return this.#all.filter((change) => (only === 'all' || change.op === only) && (kind === '' || sectionOf(change) === kind))
  })

  readonly shown = $derived.by((): ChangeView[] => {
    const wanted = this.#text.trim().toLowerCase()
    if (wanted === '') return this.#picked
    const found = this.#comparison.found.value
    const keys = new Set(found?.text === this.#text ? found.keys : [])
    return this.#picked.filter((change) => keys.has(change.key) || change.key.toLowerCase().includes(wanted))
  })

  readonly item = $derived.by((): ChangeView | null => {
    const wanted = this.#route().item
    return this.shown.find((change) => change.key === wanted) ?? this.shown[0] ?? null
  })

  get total(): number {
    return this.#picked.length
  }

  readonly #renamed = $derived.by(() => this.#all.filter((change) => change.op === 'rename').length)

  /** What the renames come to that are told by their content alone: a run does one as a removal and an addition. "" without any. */
  readonly renames = $derived.by(() => {
    const alike = this.#comparison.view.value?.alike ?? 0
    return alike > 0 ? `${number(alike)} renamed, which ${alike === 1 ? 'is' : 'are'} ${number(2 * alike)} changes when promoted` : ''
  })

  readonly options = $derived.by((): Option[] => {
    const count = (op: string) => this.#all.filter((change) => change.op === op).length
    const some: Option[] = [
      { value: 'all', label: 'All', count: this.#all.length },
      { value: 'add', label: 'Added', sign: 'add', count: count('add') },
      { value: 'modify', label: 'Changed', sign: 'modify', count: count('modify') },
      { value: 'remove', label: 'Removed', sign: 'remove', count: count('remove') },
    ]
    return this.#renamed > 0 || this.#only === 'rename' ? [...some, { value: 'rename', label: 'Renamed', sign: 'rename', count: this.#renamed, title: this.renames || undefined }] : some
  })
}
