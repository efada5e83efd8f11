/**
 * Shows a native dialog above everything while it is there. The browser keeps the focus inside and makes the rest inert.
 * The focus goes back to what opened it, which the browser does only for a dialog that is closed before it is taken away.
 */
export function modal(dialog: HTMLDialogElement): () => void {
  const opener = document.activeElement
  dialog.showModal()
  return () => {
    dialog.close()
    if (document.activeElement && document.activeElement !== document.body) return
    const back = opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : document.querySelector('main')
    back?.focus({ preventScroll: true })
  }
}
