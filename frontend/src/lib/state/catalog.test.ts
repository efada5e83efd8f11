import { describe, expect, it, type Mock, vi } from 'vitest'
import type { Backend } from '../backend/backend'
import { BackendError } from '../backend/errors'
import { Fake } from '../backend/fake'
import { Catalog } from './catalog.svelte'

describe('verifying in passing', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  const day = 24 * 60 * 60 * 1000

  function asked(at: string, snapshots = 3) {
    const backend = Fake.withSample()
    vi.spyOn(backend, 'verified').mockResolvedValue({ at, by: 'ada@desk', snapshots, bodies: 1, bytes: 1, damaged: 0 })
    const about = backend.about.bind(backend)
    vi.spyOn(backend, 'about').mockImplementation(async () => ({ ...(await about()), snapshots }))
    const verify = vi.spyOn(backend, 'verify') as Mock<Backend['verify']>
    return { catalog: new Catalog(backend), verify }
  }

  it.each([
    ['a week and a day ago', new Date(now - 8 * day).toISOString(), 3, true],
    ['yesterday', new Date(now - day).toISOString(), 3, false],
    ['never', '', 3, true],
    ['never, and there is nothing yet', '', 0, false],
  ])('is done for a catalog that was verified %s', async (_, at, snapshots, due) => {
    const { catalog, verify } = asked(at, snapshots)
    await catalog.verifyWhenDue(now)
    expect(verify).toHaveBeenCalledTimes(due ? 1 : 0)
  })

  it('tells how much is damaged', async () => {
    const { catalog, verify } = asked('')
    verify.mockResolvedValue({ snapshots: 3, bodies: 1, bytes: 1, record: { links: 0, head: '' }, damaged: [{ snapshot: 'shop/QA@1', key: 'main:file/a', why: 'It is.' }] })
    expect(await catalog.verifyWhenDue(now)).toBe(1)
  })

  it('is not begun again by itself where somebody stopped it', async () => {
    const { catalog, verify } = asked('')
    verify.mockRejectedValue(new BackendError('conflict', 'Stopped. Nothing more was done.'))
    await catalog.verifyWhenDue(now)
    await catalog.verifyWhenDue(now)
    expect(verify).toHaveBeenCalledTimes(1)
  })
})
