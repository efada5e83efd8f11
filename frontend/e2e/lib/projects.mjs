// Projects that a test begins with, made on the command line.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lockstep } from './program.mjs'

/** Writes files below a folder: a string is a file's text, {run} an executable's, {link} where a link points. */
export function write(folder, files) {
  mkdirSync(folder, { recursive: true })
  for (const [name, what] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    const { text, run, link } = typeof what === 'string' ? { text: what } : what
    if (link !== undefined) symlinkSync(link, path)
    else writeFileSync(path, run ?? text)
    if (run !== undefined) chmodSync(path, 0o755)
  }
}

/** The project Shop with Development and QA as folders, and where they are. */
export function shop(dir, { development, qa, settings = {} }) {
  const at = { development: join(dir, 'shop/development'), qa: join(dir, 'shop/qa') }
  write(at.development, development)
  write(at.qa, qa)
  const set = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  const folder = (path) => ['--project', 'Shop', '--kind', 'folder', '--set', `path=${path}`]
  lockstep(dir, 'project', 'add', 'Shop')
  lockstep(dir, 'env', 'add', 'Development', '--role', 'development', ...folder(at.development), ...set)
  lockstep(dir, 'env', 'add', 'QA', '--role', 'test', '--after', 'Development', ...folder(at.qa))
  return at
}

/** Has environments looked at only where the page asks for it, so that a test decides when something is seen of them. */
export function unwatched(dir, ...refs) {
  for (const ref of refs) lockstep(dir, 'env', 'edit', ref, '--watch', '0')
}

/** What belongs to each environment of the sample, as a project that was promoted before says it. */
export const sampleRules = [
  ...['DATABASE_URL', 'SESSION_SECRET', '*_PASSWORD', '*_KEY'].map((place) => ({ kind: 'secret', pattern: `file/.env#${place}`, default: false })),
  { kind: 'keep', pattern: 'file/.env#*', default: false },
]

/** The sample project in a folder of the test; without rules it is as somebody finds it who has just made it. */
export function sample(dir, { rules = sampleRules } = {}) {
  const at = join(dir, 'shop')
  lockstep(dir, 'sample', at)
  for (const { kind, pattern } of rules) lockstep(dir, 'value', kind, pattern)
  return at
}

/** A model of objects, each with its fields by name and type, as its makers write it. */
export function modelText(objects) {
  const list = Object.entries(objects).map(([name, fields]) => ({
    name,
    fields: Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, { type }])),
  }))
  return `${JSON.stringify(list, null, 2)}\n`
}
