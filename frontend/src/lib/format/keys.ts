/** Whether keys are named as on a Mac. */
const mac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac')

const signs: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  ' ': 'Space',
  '-': '−',
}

const macSigns: Record<string, string> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥' }

/** A key as acts write it, as the caps that are pressed: Ctrl+Shift+P is Ctrl, Shift, P; Ctrl++ is Ctrl, +. */
export function caps(key: string): string[] {
  const parts = key === '+' ? ['+'] : key.endsWith('++') ? [...key.slice(0, -2).split('+'), '+'] : key.split('+')
  return parts.map((part) => (mac && macSigns[part]) || signs[part] || part)
}

/** The same for a screen reader: Control+Shift+P. */
export function ariaKeys(key: string): string {
  return key.replace('Ctrl+', mac ? 'Meta+' : 'Control+')
}
