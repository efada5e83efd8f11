/** Whether a dialog is open, below which no key may do anything. */
export function dialogOpen(): boolean {
  return document.querySelector('dialog[open]') !== null
}

/** Whether a menu or a list hangs open, which Escape is for. */
export function listOpen(): boolean {
  return document.querySelector('[role=menu], [aria-haspopup][aria-expanded=true]') !== null
}

const reachable = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [contenteditable=true], [tabindex]'

/** What in a pane takes the focus first: what is chosen in a tree or a list, or the list, before what merely comes first. */
function entry(pane: Element): HTMLElement | null {
  const all = [...pane.querySelectorAll<HTMLElement>(reachable)].filter((each) => each.tabIndex >= 0 && each.checkVisibility())
  const chosen = all.find((each) => each.matches('[aria-current], [aria-selected=true]'))
  return chosen ?? all.find((each) => each.matches('[role=listbox], [role=treeitem]')) ?? all[0] ?? null
}

/** Goes on to the next pane: the sidebar, each part of the page that is marked as one, the status bar. */
export function nextPane(): void {
  const panes = [...document.querySelectorAll('[data-pane]')]
    // A page without parts is one pane; one with parts is its parts.
    .filter((pane) => !pane.querySelector('[data-pane]') && entry(pane) !== null)
  if (panes.length === 0) return
  // What is beside the parts, such as a page's head, is where the parts after it come next.
  const here = document.activeElement ?? document.body
  const passed = panes.filter((pane) => pane.contains(here) || (pane.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING) > 0)
  const next = panes[passed.length % panes.length]
  if (next) entry(next)?.focus()
}

/** Puts the focus into the field that finds something in the page; false where there is none. */
export function findInPage(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>('main input[type=search], main [data-find]')]
  const field = fields.find((each) => each.checkVisibility())
  field?.focus()
  field?.select()
  return field !== undefined
}

/** The head of the page, which can have the focus. */
export function pageHead(): HTMLElement | null {
  const head = document.querySelector<HTMLElement>('main h1') ?? document.querySelector('main')
  if (head) head.tabIndex = -1
  return head
}

/** Puts the focus at the beginning of a page that has just come, unless the page has taken it already. */
export function beginPage(): void {
  const main = document.querySelector<HTMLElement>('main')
  if (!main || dialogOpen() || (main !== document.activeElement && main.contains(document.activeElement))) return
  pageHead()?.focus({ preventScroll: true })
}
