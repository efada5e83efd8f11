import type { Act } from '$lib/state/acts.svelte'
import type { App } from '$lib/state/app'
import type { Place } from '$lib/state/pipeline'
import type { EnvironmentView } from '$lib/state/views'

/** Stages is where the focus is in the picture of the pipeline, and what keys do there. */
export class Stages {
  /** The stage that had the focus last; "" before any had. */
  #chosen = $state('')
  #root: HTMLElement | null = null
  readonly #places: () => readonly Place[]

  constructor(places: () => readonly Place[]) {
    this.#places = places
  }

  /** Follows the focus within the picture; the answer stops following it. */
  readonly watch = (root: HTMLElement): (() => void) => {
    this.#root = root
    const entered = (event: FocusEvent) => {
      const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-stage]') : null
      if (card) this.#chosen = card.dataset.stage ?? ''
    }
    root.addEventListener('focusin', entered)
    return () => {
      root.removeEventListener('focusin', entered)
      this.#root = null
    }
  }

  focus(environment: EnvironmentView | undefined): void {
    if (!environment) return
    const card = [...(this.#root?.querySelectorAll<HTMLElement>('[data-stage]') ?? [])].find((one) => one.dataset.stage === environment.ref)
    card?.querySelector<HTMLElement>('h2 a')?.focus()
    card?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  get #place(): Place | undefined {
    return this.#places().find((place) => place.environment.ref === this.#chosen)
  }

  #next(of: Place): EnvironmentView[] {
    return this.#places()
      .filter((place) => place.upstream === of.environment)
      .map((place) => place.environment)
  }

  acts(app: App): Act[] {
    const places = this.#places()
    const place = this.#place
    const next = place ? this.#next(place) : []
    const acts: Act[] = places.slice(0, 9).map((one, at) => ({
      id: `overview.focus.${one.environment.ref}`,
      title: `Go to ${one.environment.name} in the pipeline`,
      keys: [String(at + 1)],
      group: 'place',
      hidden: true,
      run: () => this.focus(one.environment),
    }))
    if (places.length > 0) {
      acts.push({ id: 'overview.check', title: 'Check now', hint: 'every environment', keys: ['R'], group: 'act', hidden: true, run: () => void app.refresh() })
      acts.push({
        id: 'overview.compare',
        title: place?.upstream ? `Compare ${place.environment.name} with ${place.upstream.name}` : 'Compare',
        keys: ['C'],
        group: 'act',
        hidden: !place?.upstream,
        run: () => app.router.go(place?.upstream ? { name: 'compare', a: place.environment.ref, b: place.upstream.ref } : { name: 'compare', a: place?.environment.ref ?? '' }),
      })
    }
    if (place && next.length > 0 && !app.promotion.running) {
      const [target] = next
      acts.push({
        id: 'overview.promote',
        title: next.length === 1 ? `Promote ${place.environment.name} to ${target?.name ?? ''}…` : `Promote ${place.environment.name}…`,
        keys: ['P'],
        group: 'act',
        // Where it could go to several, the wizard's first page asks to which.
        run: () => app.openWizard({ act: 'promote', source: place.environment.ref, ...(next.length === 1 && target ? { target: target.ref } : {}) }),
      })
    }
    // Elsewhere arrows scroll.
    if (place && this.#root?.contains(document.activeElement)) acts.push(...this.#arrows(place, next))
    return acts
  }

  #arrows(place: Place, next: EnvironmentView[]): Act[] {
    const beside = (by: number) =>
      this.#places()
        .filter((other) => Math.sign(other.row - place.row) === by)
        .sort((a, b) => Math.abs(a.row - place.row) - Math.abs(b.row - place.row) || Math.abs(a.column - place.column) - Math.abs(b.column - place.column))[0]
    const ways = { ArrowLeft: place.upstream ?? undefined, ArrowRight: next[0], ArrowUp: beside(-1)?.environment, ArrowDown: beside(1)?.environment }
    return Object.entries(ways).map(([key, environment]) => ({
      id: `overview.${key}`,
      title: 'Next stage',
      keys: [key],
      group: 'place' as const,
      hidden: true,
      run: () => this.focus(environment),
    }))
  }
}
