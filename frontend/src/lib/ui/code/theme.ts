// How code looks: the window's tokens. Custom properties reach into the shadow root in which an editor lies; there its
// style sheets are adopted ones, which a policy without inline styles allows.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--add)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.keyword], color: 'var(--chg)' },
  { tag: [tags.comment, tags.lineComment, tags.meta], color: 'var(--text-3)', fontStyle: 'italic' },
])

export const look = [
  syntaxHighlighting(colours),
  EditorView.theme({
    '&': { color: 'var(--text)', backgroundColor: 'var(--surface)' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--font-mono)', fontSize: '12px', lineHeight: '20px', fontFeatureSettings: "'zero', 'liga' 0, 'calt' 0" },
    '.cm-content': { padding: '8px 0', caretColor: 'var(--text)', userSelect: 'text', webkitUserSelect: 'text' },
    '.cm-line': { padding: '0 24px 0 4px' },
    '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--text-3)', border: '0', fontSize: '11px' },
    '.cm-lineNumbers .cm-gutterElement': { minWidth: '34px', padding: '0 8px 0 6px' },
    '.cm-specialChar': { color: 'var(--del)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-line)' },
    '.cm-content ::selection, .cm-content::selection': { backgroundColor: 'var(--accent-line)' },
  }),
]
