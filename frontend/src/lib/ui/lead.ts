import { tick } from 'svelte'

/** Leads those who move by keyboard on, where what they pressed is gone with what it did. */
export async function leadOn(to: () => HTMLElement | null | undefined): Promise<void> {
  await tick()
  const at = document.activeElement
  if (at === null || at === document.body || at.tagName === 'DIALOG') to()?.focus()
}
