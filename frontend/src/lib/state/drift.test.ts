import { describe, expect, it } from 'vitest'
import type { EnvironmentView, LookView, SnapshotView } from '../backend/views'
import { beginningOf, driftOf } from './drift'

const connected = [{ slot: 'main', kind: 'folder', settings: {}, secrets: [] }]
const one = (name: string, role: EnvironmentView['role'], upstream: string) =>
  ({ name, role, upstream, project: 'Shop', ref: `Shop/${name}`, connections: connected, expected: { ref: `Shop/${name}@3` } as SnapshotView }) as unknown as EnvironmentView
const look = { drift: 2, state: 'abc', found: 'Shop/Live@4' } as LookView

describe('what drifted', () => {
  it('is told of what is not edited in place', () => {
    expect(driftOf(one('Live', 'live', 'QA'), look)).toMatchObject({ count: 2, state: 'abc', found: 'Shop/Live@4', expected: { ref: 'Shop/Live@3' } })
    expect(driftOf(one('Development', 'development', ''), look)).toBeNull()
    expect(driftOf(one('Live', 'live', 'QA'), { ...look, drift: 0 })).toBeNull()
    expect(driftOf(one('Live', 'live', 'QA'), null)).toBeNull()
    expect(driftOf({ ...one('Live', 'live', 'QA'), expected: null }, look)).toBeNull()
  })

  it('is brought to where changes begin', () => {
    const [root, development, qa, live] = [one('Root', 'test', ''), one('Development', 'development', 'Root'), one('QA', 'test', 'Development'), one('Live', 'live', 'QA')]
    const all = [root, development, qa, live]
    expect(beginningOf(all, live)).toBe(development)
    expect(beginningOf(all, development)).toBe(root)
    expect(beginningOf(all, root)).toBeNull()
    const away = { ...development, connections: [] }
    expect(beginningOf([root, away, qa, live], live)).toBeNull()
  })
})
