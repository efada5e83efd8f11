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

test('with Ctrl a digit is its key, whatever the keyboard writes there', () => {
  expect(keyName(press({ key: '&', code: 'Digit1', ctrlKey: true }))).toBe('Ctrl+1')
  expect(keyName(press({ key: ')', code: 'Digit0', ctrlKey: true, shiftKey: true }))).toBe('Ctrl+Shift+0')
  expect(keyName(press({ key: '0', ctrlKey: true, shiftKey: true }))).toBe('Ctrl+Shift+0')
  expect(keyName(press({ key: '+', code: 'Equal', ctrlKey: true, shiftKey: true }))).toBe('Ctrl++')
  expect(keyName(press({ key: '1', code: 'Digit1' }))).toBe('1')
})

test('a field keeps the keys that it has itself, and leaves the rest', () => {
  const acts = new Acts()
  const done: string[] = []
  const offer = (key: string) => ({ id: key, title: key, keys: [key], group: 'act' as const, run: () => void done.push(key) })
  acts.offer(() => ['Ctrl+Z', 'Alt+ArrowLeft', 'Escape', 'Ctrl+K', 'F1'].map(offer))
  const field = document.body.appendChild(document.createElement('textarea'))
  field.addEventListener('keydown', (event) => acts.press(event))
  const all = [{ key: 'z', ctrlKey: true }, { key: 'ArrowLeft', altKey: true }, { key: 'Escape' }, { key: 'k', ctrlKey: true }, { key: 'F1' }]
  for (const key of all) field.dispatchEvent(press(key))
  expect(done).toEqual(['Ctrl+K', 'F1'])
  field.remove()
  for (const key of all) acts.press(press(key))
  expect(done).toEqual(['Ctrl+K', 'F1', 'Ctrl+Z', 'Alt+ArrowLeft', 'Escape', 'Ctrl+K', 'F1'])
})

test('a screen wins a key over what is offered everywhere, whoever came first', () => {
  const acts = new Acts()
  const [screen, shell] = [vi.fn(), vi.fn()]
  acts.offer(() => [{ id: 'a', title: 'A', keys: ['Ctrl+E'], group: 'act', run: screen }])
  acts.offer(() => [{ id: 'b', title: 'B', keys: ['Ctrl+E'], group: 'act', run: shell }], true)
  acts.press(press({ key: 'e', ctrlKey: true }))
  expect(screen).toHaveBeenCalledOnce()
  expect(shell).not.toHaveBeenCalled()
  expect([acts.here.length, acts.everywhere.length]).toEqual([1, 1])
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
