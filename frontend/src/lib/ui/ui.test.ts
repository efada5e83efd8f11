import { render, screen, waitFor } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { createRawSnippet } from 'svelte'
import { describe, expect, it, vi } from 'vitest'
import Button from './Button.svelte'
import Checkbox from './Checkbox.svelte'
import CodeEditor from './CodeEditor.svelte'
import Counts from './Counts.svelte'
import DiffPane from './DiffPane.svelte'
import FieldsForm from './FieldsForm.svelte'
import ItemDiff from './ItemDiff.svelte'
import Menu from './Menu.svelte'
import RoleGlyph from './RoleGlyph.svelte'
import SearchField from './SearchField.svelte'
import Segmented from './Segmented.svelte'
import Separator from './Separator.svelte'
import SplitPane from './SplitPane.svelte'
import StepRail from './StepRail.svelte'
import Toasts from './Toasts.svelte'

const text = (words: string) => createRawSnippet(() => ({ render: () => `<span>${words}</span>` }))

describe('Button', () => {
  it('keeps its name while busy, and cannot be pressed', async () => {
    const onclick = vi.fn()
    render(Button, { busy: true, onclick, children: text('Take snapshot') })
    const button = screen.getByRole('button', { name: 'Take snapshot' })
    await userEvent.click(button)
    expect(button.getAttribute('aria-busy')).toBe('true')
    expect(onclick).not.toHaveBeenCalled()
  })

  it('is a link where it leads somewhere', () => {
    render(Button, { href: '#/overview', children: text('Overview') })
    expect(screen.getByRole('link', { name: 'Overview' }).getAttribute('href')).toBe('#/overview')
  })
})

describe('Checkbox', () => {
  it.each([['a click', '{click}'], ['the space bar', ' ']])('asks for the change by %s, and shows the state and not the wish', async (_, by) => {
    const onchange = vi.fn()
    render(Checkbox, { checked: true, label: 'orders', onchange })
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'orders' })
    if (by === ' ') {
      box.focus()
      await userEvent.keyboard(' ')
    } else await userEvent.click(box)
    expect(onchange).toHaveBeenCalledWith(false)
    expect(box.checked).toBe(true)
  })

  it('shows that some of what it stands for is ticked', () => {
    render(Checkbox, { checked: false, mixed: true, label: 'All items', onchange: vi.fn() })
    expect(screen.getByRole<HTMLInputElement>('checkbox').indeterminate).toBe(true)
  })
})

describe('what is told by shape and by words', () => {
  it('says counts, leaves zeros out, and shows them in summaries', async () => {
    const counts = { added: 4, modified: 0, removed: 2, renamed: 0 }
    const { rerender } = render(Counts, { counts })
    expect(screen.getByText('4 added, 2 removed')).toBeTruthy()
    expect(screen.queryByText('~0')).toBeNull()
    await rerender({ counts, all: true })
    expect(screen.getByText('~0')).toBeTruthy()
  })

  it('names a role', () => {
    render(RoleGlyph, { role: 'live' })
    expect(screen.getByRole('img', { name: 'live role' })).toBeTruthy()
  })
})

describe('SearchField', () => {
  it('is emptied by Esc, and left by Esc: to the list after it, or to nowhere', async () => {
    render(SearchField, { value: 'abc', label: 'Find in 3 items' })
    const field = screen.getByRole<HTMLInputElement>('searchbox')
    const [before, list] = ['beforebegin', 'afterend'].map((where) => {
      const made = document.createElement('div')
      made.tabIndex = 0
      made.setAttribute('role', 'tree')
      field.parentElement?.insertAdjacentElement(where as InsertPosition, made)
      return made
    })
    field.focus()
    await userEvent.keyboard('{Escape}')
    expect([field.value, document.activeElement]).toEqual(['', field])
    await userEvent.keyboard('{Escape}')
    expect(document.activeElement).toBe(list)
    list?.remove()
    field.focus()
    await userEvent.keyboard('{Escape}')
    expect(document.activeElement).toBe(document.body)
    before?.remove()
  })

  it('leaves Esc in an empty field to the dialog around it', async () => {
    render(SearchField, { value: '', label: 'Find' })
    const field = screen.getByRole('searchbox')
    document.body.appendChild(document.createElement('dialog')).append(...document.querySelectorAll('.search'))
    const pressed = vi.fn()
    document.addEventListener('keydown', pressed, { once: true })
    field.focus()
    await userEvent.keyboard('{Escape}')
    expect(pressed.mock.calls[0]?.[0]).toMatchObject({ defaultPrevented: false })
  })
})

describe('Menu', () => {
  const items = () => [
    { label: 'Open', onselect: vi.fn() },
    { label: 'Take snapshot…', disabled: true, onselect: vi.fn() },
    { label: 'Edit…', onselect: vi.fn() },
  ]

  it('is walked by keyboard, leaves out what is not possible, and gives focus back', async () => {
    const all = items()
    render(Menu, { label: 'Actions for QA', items: all, trigger: text('…') })
    const trigger = screen.getByRole('button', { name: 'Actions for QA' })
    await userEvent.click(trigger)
    expect(document.activeElement?.textContent).toContain('Open')
    await userEvent.keyboard('{ArrowDown}')
    expect(document.activeElement?.textContent).toContain('Edit…')
    await userEvent.keyboard('{Enter}')
    expect(all[2]?.onselect).toHaveBeenCalledTimes(1)
    expect(screen.queryByRole('menu')).toBeNull()
    expect(document.activeElement).toBe(trigger)
  })

  it('closes by Escape', async () => {
    render(Menu, { label: 'Actions', items: items(), trigger: text('…') })
    await userEvent.click(screen.getByRole('button', { name: 'Actions' }))
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('menu')).toBeNull()
  })
})

/** What is drawn in the columns of CodeMirror, which lie in shadow roots. */
function drawn(selector: string): Element[] {
  return [...document.querySelectorAll('.column')].flatMap((column) => [...(column.shadowRoot?.querySelectorAll(selector) ?? [])])
}

const facts = {
  key: 'main:file/a.txt', op: 'modify', mode_before: '', mode_after: '', size_before: 4_100_000, size_after: 10, digest_before: 'aa', digest_after: 'bb',
  binary: false, too_large: false, image_before: '', image_after: '', notes: [], values: [], language: '', before: '', after: '', lines_before: 0, lines_after: 0,
  stretches: [], marks_before: [], marks_after: [],
}

describe('DiffPane', () => {
  const same = Array.from({ length: 40 }, (_, at) => `line ${at}`)
  const text = {
    ...facts, before: ['a: 1', ...same, 'c'].join('\n'), after: ['a: 2', 'b', ...same].join('\n'), lines_before: 42, lines_after: 42,
    stretches: [{ kind: 'change', left: 1, right: 1, lines: 1 }, { kind: 'add', left: 2, right: 2, lines: 1 }, { kind: 'remove', left: 42, right: 43, lines: 1 }],
    marks_before: [1, 3, 4], marks_after: [1, 3, 4],
  }

  it('shows both sides, folds, and counts stretches of changes', async () => {
    render(DiffPane, { left: 'Live, now', right: 'QA, now', diff: text })
    await waitFor(() => expect(drawn('.cm-fold').map((fold) => fold.textContent)).toEqual(['34 unchanged lines', '34 unchanged lines']))
    expect(screen.getByText('2 changes')).toBeTruthy()
    expect(drawn('.cm-marked').map((mark) => mark.textContent)).toEqual(['1', '2'])
    expect(drawn('[role=textbox]').map((side) => side.getAttribute('aria-label'))).toEqual(['Live, now', 'QA, now'])
  })

  it('draws only what is in sight of a long text', async () => {
    const lines = Array.from({ length: 50_000 }, (_, at) => `line ${at}`).join('\n')
    render(DiffPane, { left: 'A', right: 'B', full: true, diff: { ...facts, before: lines, after: lines, lines_before: 50_000, lines_after: 50_000 } })
    await waitFor(() => expect(drawn('.cm-line').length).toBeGreaterThan(0))
    expect(drawn('.cm-line').length).toBeLessThan(1000)
  })

  it('shows a changed line as two in one column', async () => {
    render(DiffPane, { left: 'A', right: 'B', unified: true, diff: { ...text, before: 'old word', after: 'new word', lines_before: 1, lines_after: 1, stretches: [{ kind: 'change', left: 1, right: 1, lines: 1 }] } })
    await waitFor(() => expect(drawn('.cm-line').map((line) => line.textContent)).toEqual(['old word', 'new word']))
  })
})

describe('ItemDiff', () => {
  const diff = facts
  const rest = { left: 'A', right: 'B', onlarge: vi.fn(), onretry: vi.fn() }

  it('asks once before something large', async () => {
    const onlarge = vi.fn()
    render(ItemDiff, { ...rest, onlarge, diff: { ...diff, too_large: true } })
    expect(screen.getByText(/A: 4\.1 MB\. B: /)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Show anyway, 4.1 MB' }))
    expect(onlarge).toHaveBeenCalledTimes(1)
  })

  it('says when it is not text, when it is the same, and when only its mode differs', async () => {
    const { rerender } = render(ItemDiff, { ...rest, diff: { ...diff, binary: true } })
    expect(screen.getByText('This item is not text')).toBeTruthy()
    await rerender({ ...rest, diff })
    expect(screen.getByText('Identical on both sides')).toBeTruthy()
    await rerender({ ...rest, diff: { ...diff, mode_after: 'x' } })
    expect(screen.getByText('It was a plain file and becomes executable.')).toBeTruthy()
  })

  it('names the side that alone has the item', async () => {
    const { rerender } = render(ItemDiff, { ...rest, diff: { ...diff, op: 'add', mode_after: 'x' } })
    expect(screen.getByText('Only on B, executable.')).toBeTruthy()
    await rerender({ ...rest, lone: ['Only on QA', 'Not on QA yet'], diff: { ...diff, op: 'remove' } })
    expect(screen.getByText('Only on QA.')).toBeTruthy()
  })

  it('offers to try again after a failure', async () => {
    const onretry = vi.fn()
    render(ItemDiff, { ...rest, onretry, diff: null, error: 'It did not answer.' })
    expect(screen.getByRole('alert').textContent).toContain('It did not answer.')
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(onretry).toHaveBeenCalledTimes(1)
  })
})

describe('Toasts', () => {
  const toast = { id: 1, tone: 'success' as const, text: 'Saved.', action: null }

  it('goes by itself after eight seconds, but a failure stays', async () => {
    vi.useFakeTimers()
    try {
      const ondismiss = vi.fn()
      const { rerender } = render(Toasts, { shown: toast, ondismiss })
      await vi.advanceTimersByTimeAsync(8100)
      expect(ondismiss).toHaveBeenCalledTimes(1)
      await rerender({ shown: { ...toast, id: 2, tone: 'loss' as const }, ondismiss })
      await vi.advanceTimersByTimeAsync(60_000)
      expect(ondismiss).toHaveBeenCalledTimes(1)
      expect(screen.getByRole('alert')).toBeTruthy()
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('forms', () => {
  const field = { name: 'path', label: 'Folder', help: 'Where it is.', default: '', input: 'folder', required: true, secret: false, options: [] as { value: string; label: string }[] }
  const secret = { ...field, name: 'token', label: 'Token', help: '', input: 'text', secret: true }

  it('fills a folder from the native dialog, and keeps it when that is cancelled', async () => {
    const onchange = vi.fn()
    const onpick = vi.fn().mockResolvedValueOnce('').mockResolvedValueOnce('/srv/shop')
    render(FieldsForm, { fields: [field], values: {}, onchange, onpick })
    await userEvent.click(screen.getByRole('button', { name: 'Choose Folder' }))
    expect(onchange).not.toHaveBeenCalled()
    await userEvent.click(screen.getByRole('button', { name: 'Choose Folder' }))
    expect(onchange).toHaveBeenCalledWith('path', '/srv/shop')
  })

  it('never shows a secret, and says that it is set', () => {
    render(FieldsForm, { fields: [secret], values: {}, known: ['token'], onchange: vi.fn(), onpick: vi.fn() })
    const input = screen.getByLabelText<HTMLInputElement>('Token')
    expect(input.type).toBe('password')
    expect(input.value).toBe('')
    expect(screen.getByText('Set. Leave it empty to keep it.')).toBeTruthy()
  })

  it('offers what can be chosen, with what counts unless something else is', async () => {
    const onchange = vi.fn()
    const marker = { ...field, name: 'marker', label: 'Marker', input: 'choice', options: [{ value: '', label: 'On test and live' }, { value: 'off', label: 'Off' }] }
    render(FieldsForm, { fields: [marker], values: {}, onchange, onpick: vi.fn() })
    expect(screen.getByLabelText<HTMLSelectElement>(/^Marker/).selectedOptions[0]?.textContent).toBe('On test and live')
    await userEvent.selectOptions(screen.getByLabelText(/^Marker/), 'Off')
    expect(onchange).toHaveBeenCalledWith('marker', 'off')
  })
})

describe('the rest', () => {
  it('offers the way back only to steps that were passed', async () => {
    const go = vi.fn()
    const steps = [
      { name: 'a', title: 'Choose', note: 'Development to QA', state: 'done' as const, go },
      { name: 'b', title: 'Model', note: '', state: 'current' as const, go: null },
    ]
    render(StepRail, { steps })
    await userEvent.click(screen.getByRole('button', { name: 'Back to Choose' }))
    expect(go).toHaveBeenCalledTimes(1)
    expect(screen.getAllByRole('button')).toHaveLength(1)
  })

  it('moves a pane by keyboard, within its limits', async () => {
    const onresize = vi.fn()
    render(SplitPane, { label: 'the list', width: 300, least: 200, most: 310, onresize, left: text('left'), right: text('right') })
    screen.getByRole('separator', { name: 'Width of the list' }).focus()
    await userEvent.keyboard('{ArrowRight}{ArrowLeft}')
    expect(onresize.mock.calls).toEqual([[310], [284]])
  })

  it('makes the pane below an edge higher as the edge goes up', async () => {
    const onresize = vi.fn()
    render(Separator, { label: 'Height of the preview', value: 168, least: 110, most: 400, of: 'below', onresize })
    screen.getByRole('separator', { name: 'Height of the preview' }).focus()
    await userEvent.keyboard('{ArrowUp}{ArrowDown}{Home}{End}')
    expect(onresize.mock.calls).toEqual([[184], [152], [400], [110]])
  })

  it('chooses one of a few by its radio', async () => {
    const onchange = vi.fn()
    render(Segmented, { label: 'Theme', value: 'system', options: [{ value: 'system', label: 'System' }, { value: 'dark', label: 'Dark' }], onchange })
    await userEvent.click(screen.getByRole('radio', { name: 'Dark' }))
    expect(onchange).toHaveBeenCalledWith('dark')
  })

  it('edits a text, and puts in what was written elsewhere', async () => {
    const oninput = vi.fn()
    const { rerender } = render(CodeEditor, { value: 'one', label: 'Model', language: 'json', oninput })
    const content = () => document.querySelector('.host')?.shadowRoot?.querySelector('.cm-content')
    await waitFor(() => expect(content()?.getAttribute('aria-label')).toBe('Model'))
    const first = content()
    await rerender({ value: 'two' })
    await waitFor(() => expect(content()?.textContent).toBe('two'))
    expect(content()).toBe(first)
    expect(oninput).toHaveBeenLastCalledWith('two')
  })
})
