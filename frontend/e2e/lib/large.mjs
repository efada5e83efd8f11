// A project as large as a team's after a year, made by the program for it.
import { execFileSync } from 'node:child_process'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { environment, root } from './program.mjs'

/** Makes it in a test's folder, with its catalog where the test's programs look for it. */
export function large(dir, ...flags) {
  const at = join(dir, 'large')
  execFileSync(join(root, 'build/bin/lockstep-large'), [at, ...flags], { stdio: 'ignore' })
  renameSync(join(at, 'home'), environment(dir).LOCKSTEP_HOME)
  return at
}
