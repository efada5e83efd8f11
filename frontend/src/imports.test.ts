import { describe, expect, it } from 'vitest'

const sources = import.meta.glob<string>('./**/*.{ts,svelte}', { query: '?raw', import: 'default', eager: true })
const importing = /(?:^|[\s;])(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]/gm

/** The file of ours that an import names; null for a package's. */
function target(from: string, source: string, files: ReadonlySet<string>): string | null {
  const base = source.startsWith('$lib/') ? `./lib/${source.slice(5)}` : source.startsWith('.') ? joined(from, source) : null
  return [base, `${base}.ts`].find((path) => path !== null && files.has(path)) ?? null
}

function joined(from: string, source: string): string {
  const parts = from.split('/').slice(1, -1)
  for (const part of source.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return `./${parts.join('/')}`
}

function graph(files: Record<string, string>): Map<string, string[]> {
  const names = new Set(Object.keys(files))
  const edges = (path: string, text: string) =>
    [...text.matchAll(importing)].flatMap((match) => target(path, match[1] ?? match[2] ?? '', names) ?? [])
  return new Map(Object.entries(files).map(([path, text]) => [path, edges(path, text)]))
}

/** The first circle of imports that is found; empty where there is none. */
function circle(edges: Map<string, string[]>): string[] {
  const done = new Set<string>()
  const walk = (path: string, way: string[]): string[] => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path]
    if (done.has(path)) return []
    for (const next of edges.get(path) ?? []) {
      const found = walk(next, [...way, path])
      if (found.length > 0) return found
    }
    done.add(path)
    return []
  }
  for (const path of edges.keys()) {
    const found = walk(path, [])
    if (found.length > 0) return found
  }
  return []
}

describe('imports', () => {
  it('go in no circle', () => {
    const edges = graph(sources)
    expect(edges.get('./App.svelte')).toContain('./shell/Shell.svelte')
    expect(edges.get('./shell/Shell.svelte')).toContain('./lib/state/app.ts')
    expect(circle(edges)).toEqual([])
  })

  it('would be caught in one', () => {
    const files = { './a.ts': "import { b } from './lib/b'", './lib/b.ts': "export { c } from '$lib/c.svelte'", './lib/c.svelte': "import type {\n  A\n} from '../a'" }
    expect(circle(graph(files))).toEqual(['./a.ts', './lib/b.ts', './lib/c.svelte', './a.ts'])
  })
})
