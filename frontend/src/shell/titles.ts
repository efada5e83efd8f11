import { capital, environmentName } from '$lib/format/names'
import type { App } from '$lib/state/app'

/** The document's title: what is shown, of which project. */
export function pageTitle(app: App): string {
  const project = app.projects.current?.name
  return [place(app), project, 'Lockstep'].filter((part) => part !== undefined && part !== '').join(' · ')
}

function place({ router: { route } }: App): string {
  switch (route.name) {
    case 'environment':
      return route.tab === 'status' ? environmentName(route.ref) : `${environmentName(route.ref)}, ${route.tab === 'values' ? 'environment values' : route.tab}`
    case 'wizard':
      return 'Run'
    default:
      return capital(route.name)
  }
}
