// A gate holds a run where a command of its slot runs, for as long as a test wants, without waiting for a time.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes the gate, shut. Its command reads from it, and does nothing once the gate is taken away. */
export function makeGate(dir) {
  const pipe = join(dir, 'gate')
  execFileSync('mkfifo', [pipe])
  return {
    command: `if [ -p '${pipe}' ]; then cat '${pipe}'; fi`,
    /** Resolves once a command stands at the gate; what it gives lets that command through. */
    async reached() {
      const file = await open(pipe, 'w')
      return () => file.close()
    },
    remove: () => rmSync(pipe, { force: true }),
  }
}
