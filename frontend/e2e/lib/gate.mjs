// A gate holds a run where a command of its slot runs, for as long as a test wants, without waiting for a time.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { open, watch } from 'node:fs/promises'
import { join } from 'node:path'

/** Waits until a file of that name is made in a folder. Call it before whatever makes the file. */
export async function appears(folder, name) {
  try {
    for await (const { filename } of watch(folder, { signal: AbortSignal.timeout(30_000) })) {
      if (filename === name) return
    }
  } catch (error) {
    throw new Error(`waited 30 s for ${join(folder, name)}`, { cause: error })
  }
}

/** Makes the gate, shut. Its command waits there, and does nothing once the gate is taken away. */
export function makeGate(dir) {
  const folder = join(dir, 'gate')
  const pipe = join(folder, 'pipe')
  mkdirSync(folder)
  execFileSync('mkfifo', [pipe])
  return {
    command: `if [ -p '${pipe}' ]; then : >'${folder}/reached'; cat '${pipe}'; fi`,
    /** Resolves once a command stands at the gate; what it gives lets that command through. */
    async reached() {
      if (!existsSync(join(folder, 'reached'))) await appears(folder, 'reached')
      const file = await open(pipe, 'r+') // both ways, so that it opens without anybody at the other end
      return () => file.close()
    },
    remove: () => rmSync(pipe, { force: true }),
  }
}
