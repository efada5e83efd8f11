// What the window remembers between two starts. Storage may be switched off or full: then it forgets, and that is all.

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`lockstep.${name}`)
  } catch {
    return null
  }
}

export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`lockstep.${name}`)
    else localStorage.setItem(`lockstep.${name}`, value)
  } catch {
    // Forgetting is the fallback.
  }
}
