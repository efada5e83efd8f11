// What a folder holds, byte for byte.
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Every file below dir, by slash path: its mode and the digest of its content; without what runs leave for other computers. */
export function contents(dir) {
  const found = {}
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory() || entry.name === '.lockstep-run') continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const bytes = entry.isSymbolicLink() ? readlinkSync(path) : readFileSync(path)
    const mode = (lstatSync(path).mode & 0o7777).toString(8)
    found[path.slice(dir.length + 1)] = `${mode} ${createHash('sha256').update(bytes).digest('hex')}`
  }
  return found
}

/** The same without some files. */
export function without(files, ...names) {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)))
}

export function model(dir) {
  return Object.fromEntries(JSON.parse(readFileSync(join(dir, 'model.json'), 'utf8')).map((o) => [o.name, o.fields]))
}
