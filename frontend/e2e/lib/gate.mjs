// A gate holds a run where a command of its slot runs, for as long as a test wants, without waiting for a time.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, watch } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

/** Waits until a file of that name is made in a folder. Call it before whatever makes the file. */
export function appears(folder, name, already = () => false) {
  return new Promise((resolve, reject) => {
    // Not the watch of node:fs/promises, which loses what happens between two of its answers.
    const watcher = watch(folder, (_, filename) => filename === name && end(resolve))
    const timer = setTimeout(() => end(() => reject(new Error(`waited 30 s for ${join(folder, name)}`))), 30_000)
    const end = (settle) => {
      clearTimeout(timer)
      watcher.close()
      settle()
    }
    watcher.on('error', (error) => end(() => reject(error)))
    if (already()) end(resolve)
  })
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
      await appears(folder, 'reached', () => existsSync(join(folder, 'reached')))
      const file = await open(pipe, 'r+') // both ways, so that it opens without anybody at the other end
      return () => file.close()
    },
    remove: () => rmSync(pipe, { force: true }),
  }
}
