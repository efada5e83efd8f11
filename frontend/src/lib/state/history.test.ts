import { describe, expect, it, vi } from 'vitest'
import { Fake } from '../backend/fake'
import type { HistoryView } from '../backend/views'
import { History } from './history.svelte'
import { Later, settled } from './testing'
import { Undo } from './undo.svelte'

const shop = 'Northwind Shop'

describe('a history', () => {
  async function noted() {
    const backend = Fake.withSample()
    const undo = new Undo()
    const history = new History(backend, undo)
    const taken = await backend.takeSnapshot({ ref: `${shop}/QA`, note: '' })
    await history.list.open({ ref: `${shop}/QA`, search: '', reason: '', pinned: false })
    return { backend, undo, history, taken }
  }

  it('changes a row when it is noted or pinned, and takes both back', async () => {
    const { undo, history, taken } = await noted()
    await history.note(taken, 'Autumn')
    await history.pin({ ...taken, note: 'Autumn' }, true)
    expect(history.list.at(0)?.after).toMatchObject({ note: 'Autumn', pinned: true })
    await undo.back()
    await undo.back()
    expect(history.list.at(0)?.after).toMatchObject({ note: '', pinned: false })
    expect(undo.next).toBe('')
  })

  it('reads the list again when a snapshot is deleted', async () => {
    const { history, taken } = await noted()
    await history.remove(taken)
    expect(history.list.total).toBe(0)
    expect(history.list.at(0)).toBeNull()
  })

  it('reads the events that are looked at, and those around a snapshot first', async () => {
    const { backend, history } = await noted()
    for (let n = 2; n <= 260; n++) await backend.takeSnapshot({ ref: `${shop}/QA`, note: `Number ${n}` })
    const ask = { ref: `${shop}/QA`, search: '', reason: '', pinned: false }
    await history.list.open(ask, `${shop}/QA@3`)
    expect(history.list.total).toBe(260)
    expect(history.list.indexOfSnapshot(`${shop}/QA@3`)).toBe(257)
    expect(history.list.at(0)).toBeNull()
    expect((await history.list.ensure(0))?.after?.note).toBe('Number 260')
    await history.list.open({ ...ask, search: 'number 260' })
    expect(history.list.total).toBe(1)
  })

  it('has read the list again when a snapshot is deleted, though another reading overtook it', async () => {
    const { backend, history, taken } = await noted()
    const [slow, slower] = [new Later<HistoryView>(), new Later<HistoryView>()]
    vi.spyOn(backend, 'history').mockReturnValueOnce(slow.promise).mockReturnValueOnce(slower.promise)
    const removed = history.remove(taken)
    await vi.waitFor(() => expect(history.list.loading).toBe(true))
    const overtaking = history.list.refresh()
    const answer = { ...(history.list.facts as HistoryView), events: [], offset: 0, total: 0 }
    slow.resolve(answer)
    const after = vi.fn()
    void removed.then(after)
    await settled()
    expect(after).not.toHaveBeenCalled()
    slower.resolve(answer)
    await Promise.all([removed, overtaking])
    expect(history.list.total).toBe(0)
  })

  it('shows the answer to the last question only', async () => {
    const { backend, history } = await noted()
    const slow = new Later<HistoryView>()
    const ask = { ref: `${shop}/QA`, search: '', reason: '', pinned: false }
    const empty = await backend.history({ environment: `${shop}/Live`, search: '', reason: '', pinned: false, offset: 0, limit: 10, around: '' })
    vi.spyOn(backend, 'history').mockReturnValueOnce(slow.promise)
    const overtaken = history.list.open({ ...ask, search: 'nowhere' })
    await history.list.open(ask)
    slow.resolve(empty)
    await overtaken
    expect(history.list.total).toBe(1)
  })
})
