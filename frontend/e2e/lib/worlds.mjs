// The projects that the places are shown with.
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeGate } from './gate.mjs'
import { lockstep, root } from './program.mjs'
import { spoil } from './damage.mjs'
import { modelText, sample, shop, unwatched, write } from './projects.mjs'

/** The sample with a past: a snapshot with a note, a promotion, and something that drifted. */
export function sampleWithPast(dir) {
  const at = sample(dir)
  lockstep(dir, 'snapshot', 'take', 'QA', '-m', 'Before the autumn release')
  lockstep(dir, 'promote', 'Development', 'QA', '--except', 'object/stock_counts', '--accept-loss', '-m', 'Autumn release')
  lockstep(dir, 'snapshot', 'take', 'Live', '-m', 'As handed over')
  lockstep(dir, 'snapshot', 'pin', 'QA@1')
  write(join(at, 'qa'), { 'settings/tax.json': '{"rate": 0.19}\n' })
  write(join(at, 'development'), { 'assets/logo.bin': 'PNG\u0000\u0001\u0002 light' })
  write(join(at, 'live'), { 'assets/logo.bin': 'PNG\u0000\u0001\u0002 dark' })
  const archive = join(dir, 'qa.zip')
  lockstep(dir, 'export', 'QA@1', '-o', archive)
  const [odd, spoilt] = [join(dir, 'holiday.zip'), join(dir, 'live.zip')]
  write(dir, { 'holiday.zip': 'not a zip at all' })
  lockstep(dir, 'export', 'Live@1', '-o', spoilt)
  spoil(spoilt, '"currency": "EUR"', '"currency": "DEM"')
  const [sealed, tornBackup] = [join(dir, 'sealed.zip.age'), join(dir, 'backup.zip')]
  write(dir, { 'phrase.txt': 'correct horse battery staple\n' })
  lockstep(dir, 'export', 'QA@1', '-o', sealed, '--passphrase-file', join(dir, 'phrase.txt'))
  lockstep(dir, 'export', '--all', '-o', tornBackup)
  spoil(tornBackup, '"currency": "EUR"', '"currency": "DEM"')
  return { at, archive, odd, spoilt, sealed, tornBackup, folder: elsewhere(dir) }
}

/** The history of an environment on another computer, as a folder of archives with something else in it. */
function elsewhere(dir) {
  const [other, folder] = [join(dir, 'elsewhere'), join(dir, 'shop-floor')]
  const at = join(other, 'floor')
  write(folder, { 'holiday.zip': 'not a zip at all' })
  lockstep(other, 'project', 'add', 'Harbour')
  write(at, { 'berths.json': '{"berths": 8}\n' })
  lockstep(other, 'env', 'add', 'Shop floor', '--project', 'Harbour', '--role', 'test', '--kind', 'folder', '--set', `path=${at}`)
  for (const [n, note] of ['Before the storm', 'After the storm'].entries()) {
    write(at, { 'berths.json': `{"berths": ${8 - n}}\n` })
    lockstep(other, 'snapshot', 'take', 'Shop floor', '-m', note)
    lockstep(other, 'export', `Shop floor@${n + 1}`, '-o', join(folder, `shop-floor-${n + 1}.zip`))
  }
  return folder
}

/** Two environments whose files are no simple texts; QA can be taken away. */
export function oddContents(dir) {
  const numbered = (n, word) => Array.from({ length: n }, (_, line) => `line ${line + 1}${word(line) ?? ''}`).join('\n') + '\n'
  const at = shop(dir, {
    development: { 'run.sh': { run: 'exit 0\n' }, 'space.txt': 'a  b\n', 'new/name.txt': 'moved\n', 'large.txt': numbered(100_000, () => ' of a long text.'), 'long.txt': numbered(60, (line) => (line % 30 === 9 ? ' changed' : '')) },
    qa: { 'run.sh': 'exit 0\n', 'space.txt': 'a b\n', 'old/name.txt': 'moved\n', 'large.txt': numbered(100_000, () => ' of a large text.'), 'long.txt': numbered(60, () => '') },
  })
  const picture = readFileSync(join(root, 'build/appicon.png'))
  writeFileSync(join(at.development, 'dot.png'), picture)
  writeFileSync(join(at.qa, 'dot.png'), Buffer.concat([picture, Buffer.from([0])]))
  return { at, gone: () => rmSync(at.qa, { recursive: true }) }
}

/** The sample as it is made, with a snapshot of what is live. */
export function plainSample(dir) {
  const at = sample(dir)
  lockstep(dir, 'snapshot', 'take', 'Live', '-m', 'As handed over')
  return { at }
}

/**
 * Two environments whose mail has a host of its own on each, and on Development a key that QA lacks. Without rules, nobody
 * has said yet what belongs where.
 */
export function withHole(dir) {
  const mail = (host, key) => `${JSON.stringify({ mail: { host, ...(key ? { key } : {}) } }, null, 2)}\n`
  const at = shop(dir, {
    development: { 'app.json': mail('mail.dev.example', 'key-of-development'), 'a.txt': 'new\n' },
    qa: { 'app.json': mail('mail.qa.example'), 'a.txt': 'old\n' },
  })
  return { at }
}

/** The sample with rules: values, secrets, one that an environment lacks, one that is kept ready, and one that is the same everywhere. */
export function withRules(dir) {
  const at = sample(dir, { rules: [] })
  appendFileSync(join(at, 'development/.env'), 'SEARCH_HOST=localhost\nSEARCH_KEY=made-up-search-key\nTAX_API=https://tax.example\n')
  for (const stage of ['qa', 'live']) appendFileSync(join(at, stage, '.env'), 'TAX_API=https://tax.example\n')
  lockstep(dir, 'snapshot', 'take', 'QA', '-m', 'As handed over')
  lockstep(dir, 'value', 'suggest', '--apply')
  for (const place of ['SEARCH_HOST', 'TAX_API']) lockstep(dir, 'value', 'keep', `file/.env#${place}`)
  lockstep(dir, 'value', 'secret', 'file/.env#SEARCH_KEY')
  lockstep(dir, 'value', 'own', 'file/robots.txt')
  lockstep(dir, 'value', 'set', 'QA', 'file/.env#SEARCH_KEY', 'made-up-search-key-qa', '--ready')
  return { at, gone: () => rmSync(join(at, 'qa'), { recursive: true }) }
}

/** A pipeline whose stages are each in another state. */
export function pipeline(dir) {
  const files = { 'a.txt': 'one\n', 'b/b.json': '{"b": 1}\n', 'model.json': modelText({ boats: { name: 'string' } }) }
  const at = shop(dir, { development: files, qa: { 'a.txt': 'zero\n' } })
  lockstep(dir, 'promote', 'Development', 'QA') // the two are in step
  const add = (name, role, after) => {
    const path = join(dir, 'shop', name.toLowerCase())
    mkdirSync(path)
    lockstep(dir, 'env', 'add', name, '--project', 'Shop', '--role', role, '--after', after, '--kind', 'folder', '--set', `path=${path}`)
    return path
  }
  const staging = add('Staging', 'test', 'QA')
  lockstep(dir, 'promote', 'QA', 'Staging')
  write(staging, { 'a.txt': 'changed outside\n', 'hotfix.txt': 'only here\n' })
  rmSync(add('Preview', 'test', 'QA'), { recursive: true }) // it cannot be reached
  write(add('Live', 'live', 'Staging'), { 'a.txt': 'old\n', 'own.txt': 'only on live\n' })
  return { at }
}

/** A project of folders, each environment as [name, role, the one before it, files]. */
function folders(dir, project, environments) {
  lockstep(dir, 'project', 'add', project)
  for (const [name, role, after, files] of environments) {
    const path = join(dir, project, name)
    write(path, files)
    const from = after === '' ? [] : ['--after', `${project}/${after}`]
    lockstep(dir, 'env', 'add', name, '--project', project, '--role', role, ...from, '--kind', 'folder', '--set', `path=${path}`)
  }
}

/** Pipelines of other shapes than a short row. */
export function shapes(dir) {
  const files = { 'a.txt': '1\n', 'b.txt': '1\n' }
  const names = ['Development', 'QA', 'Integration', 'Load', 'Security', 'Staging', 'Acceptance of customers', 'Live']
  const role = (n, all) => (n === 0 ? 'development' : n === all.length - 1 ? 'live' : 'test')
  const row = (all) => all.map((name, n) => [name, role(n, all), all[n - 1] ?? '', { ...files, ...(n < 3 ? { 'a.txt': '2\n' } : {}), ...(n === 0 ? { 'new.txt': 'new\n' } : {}) }])
  folders(dir, 'Row', row(names))
  folders(dir, 'Tree', [
    ['Development', 'development', '', { ...files, 'a.txt': '2\n', 'new.txt': 'new\n' }],
    ['QA', 'test', 'Development', { ...files, 'a.txt': '2\n' }],
    ['Live EU', 'live', 'QA', files],
    ['Live US', 'live', 'QA', { ...files, 'hotfix.txt': 'only here\n' }],
    ['Lab', 'development', '', files],
    ['Demo', 'test', 'Lab', files],
  ])
  const even = [['Development', 'development', '', files], ['QA', 'test', 'Development', files], ['Live', 'live', 'QA', files]]
  folders(dir, 'Even', even)
  unwatched(dir, ...even.map(([name]) => `Even/${name}`))
  folders(dir, 'Alone', [['Development', 'development', '', files]])
}

/** Two environments that both changed the same items since they last were alike. */
export function conflict(dir) {
  const files = { 'mail.txt': 'mail 1\n', 'tax.txt': 'tax 1\n', 'menu.txt': 'menu 1\n', 'hot.txt': 'hot 1\n' }
  const at = shop(dir, { development: files, qa: { 'mail.txt': 'mail 0\n' } })
  lockstep(dir, 'promote', 'Development', 'QA')
  write(at.development, { 'mail.txt': 'mail of Development\n', 'tax.txt': 'tax of Development\n', 'menu.txt': 'menu 2\n' })
  write(at.qa, { 'mail.txt': 'mail of QA\n', 'tax.txt': 'tax of QA\n', 'hot.txt': 'hot fixed\n', 'block.txt': 'no bots\n' })
  return { at }
}

/** Two environments with a gate at which a run is held as soon as all is written. */
export function gated(dir) {
  const gate = makeGate(dir)
  const at = shop(dir, {
    development: { 'a.txt': 'new\n', 'b.txt': 'added\n', 'model.json': modelText({ boats: { name: 'string' } }) },
    qa: { 'a.txt': 'old\n', 'own.txt': 'stays\n' },
    settings: { clear_cache: gate.command, cache_name: 'Reload the shop' },
  })
  return { at, gate }
}

/** A run that stops half way, once somebody is about: while it is checked, they put a folder where a file is to go. */
export function halted(dir) {
  const place = join(dir, 'shop/qa/robots.txt')
  const at = shop(dir, {
    development: { 'model.json': modelText({ boats: { name: 'string' } }), 'mail.txt': 'new\n', 'robots.txt': 'Allow: /\n', 'tax.txt': 'new\n' },
    qa: { 'mail.txt': 'old\n', 'tax.txt': 'old\n' },
    settings: { validate: `if [ -e '${dir}/somebody' ]; then mkdir -p '${place}'; touch '${place}/draft'; fi` },
  })
  return { at, come: () => write(dir, { somebody: '' }) }
}

/** Runs that write everything and do not end as planned: what follows them writes too, or fails. */
export function astray(dir) {
  const at = shop(dir, {
    development: { 'a.txt': 'new\n', 'b.txt': 'added\n', 'style.css': 'body {}\n' },
    qa: { 'a.txt': 'old\n', 'style.css': 'html {}\n' },
    settings: { clear_cache: './after.sh', cache_name: 'Build the pages', exclude: 'after.sh' },
  })
  /** What is done after each change, from now on. */
  const follows = (run) => [at.development, at.qa].forEach((folder) => write(folder, { 'after.sh': { run: `#!/bin/sh\n${run}\n` } }))
  follows("echo 'p {}' >> style.css; echo built > built.txt")
  return { at, follows }
}

/** Two environments with so many files that a run can be met while it writes them. */
export function slow(dir) {
  const many = (text) => Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [`pages/${n}.html`, `<p>${text} ${n}</p>\n`]))
  const at = shop(dir, { development: { 'model.json': modelText({ boats: { name: 'string' } }), ...many('new') }, qa: many('old') })
  return { at }
}
