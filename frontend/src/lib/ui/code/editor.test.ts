import { undo } from '@codemirror/commands'
import { describe, expect, it } from 'vitest'
import { Editor, endsOf } from './editor'

function edit(text: string) {
  const told: string[] = []
  const editor = new Editor({ host: document.createElement('div'), text, label: 'Model', language: 'json', readonly: false, onchange: (now) => told.push(now), onsubmit: () => undefined })
  return { editor, told, type: (at: number, insert: string) => editor.view.dispatch({ changes: { from: at, insert } }) }
}

describe('the line ends of a text that is edited', () => {
  it.each([
    ['a\nb\n', '\n'],
    ['a\r\nb\r\n', '\r\n'],
    ['\r\n', '\r\n'],
    ['a\r\nb\n', '\n'],
    ['\na\r\n', '\n'],
    ['a\rb', '\n'],
    ['', '\n'],
  ])('of %j are %j', (text, wanted) => {
    expect(endsOf(text)).toBe(wanted)
    const { editor } = edit(text)
    expect(editor.text).toBe(text)
  })

  it('are kept, and are no letters of a line', () => {
    const { editor, told, type } = edit('{\r\n  "a": 1\r\n}\r\n')
    expect(editor.view.state.doc.line(1).text).toBe('{')
    type(editor.view.state.doc.line(2).to, ',\n  "b": 2')
    expect(told).toEqual(['{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n'])
  })

  it('are those of a text that is put in place, and come back with what it replaced', () => {
    const { editor } = edit('a\r\nb')
    editor.write('c\nd')
    expect(editor.text).toBe('c\nd')
    undo(editor.view)
    expect(editor.text).toBe('a\r\nb')
  })

  it('count as they do in the text for whoever names a place in it', () => {
    const text = '{\r\n  "a": x,\r\n  "b": y\r\n}'
    const { editor } = edit(text)
    const at = text.indexOf('y')
    editor.edit([{ from: at, to: at + 1, text: '[\r\n]' }])
    expect(editor.text).toBe(text.replace('y', '[\r\n]'))
    editor.tell([{ from: 0, to: 1_000, message: 'All of it', severity: 'error' }], [])
  })
})
