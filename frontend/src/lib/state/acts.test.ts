import { expect, test, vi } from 'vitest'
import { Acts, keyName } from './acts.svelte'
import { Undo } from './undo.svelte'

const press = (init: KeyboardEventInit) => new KeyboardEvent('keydown', { cancelable: true, ...init })

test('a key is named as people read it', () => {
  expect(keyName(press({ key: 'p', ctrlKey: true, shiftKey: true }))).toBe('Ctrl+Shift+P')
  expect(keyName(press({ key: 'p', metaKey: true, shiftKey: true }))).toBe('Ctrl+Shift+P')
  expect(keyName(press({ key: '?', shiftKey: true }))).toBe('?')
  expect(keyName(press({ key: 'F7', shiftKey: true }))).toBe('Shift+F7')
  expect(keyName(press({ key: 'ArrowLeft', altKey: true }))).toBe('Alt+ArrowLeft')
})

test('what is offered last wins a key, until it is withdrawn', () => {
  const acts = new Acts()
  const [first, second] = [vi.fn(), vi.fn()]
  const save = { id: 'save', title: 'Save', keys: ['Ctrl+S'], group: 'act' } as const
  acts.offer(() => [{ ...save, run: first }])
  const withdraw = acts.offer(() => [{ ...save, run: second }])
  expect(acts.press(press({ key: 's', ctrlKey: true }))).toBe(true)
  withdraw()
  acts.press(press({ key: 's', ctrlKey: true }))
  expect(second).toHaveBeenCalledOnce()
  expect(first).toHaveBeenCalledOnce()
})

test('a single letter does nothing where text is typed, nor when it is turned off', () => {
  const acts = new Acts()
  const run = vi.fn()
  acts.offer(() => [{ id: 'pin', title: 'Pin', keys: ['P'], group: 'act', run }])
  const field = document.body.appendChild(document.createElement('input'))
  field.addEventListener('keydown', (event) => acts.press(event))
  field.dispatchEvent(press({ key: 'p' }))
  expect(run).not.toHaveBeenCalled()
  acts.singleKeys = false
  expect(acts.press(press({ key: 'p' }))).toBe(false)
  acts.singleKeys = true
  expect(acts.press(press({ key: 'p' }))).toBe(true)
  field.remove()
})

test('small things are taken back, the newest first', async () => {
  const undo = new Undo()
  const back: string[] = []
  undo.did('Pinned', () => void back.push('pin'))
  undo.did('Noted', () => void back.push('note'))
  expect(undo.next).toBe('Noted')
  await undo.back()
  await undo.back()
  await undo.back()
  expect(back).toEqual(['note', 'pin'])
  expect(undo.next).toBe('')
})
