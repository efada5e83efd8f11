// Damages real files, byte by byte, as a failing disk would.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const python = (script, ...args) => execFileSync('python3', ['-c', script, ...args])

/** Changes some text in an archive, in the one file that holds it, leaving the sizes as they were. */
export function spoil(zip, from, to) {
  python(`
import sys, zipfile
path, was, now = sys.argv[1:]
with zipfile.ZipFile(path) as z: files = [(i, z.read(i)) for i in z.infolist()]
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
    for i, content in files: z.writestr(i.filename, content.replace(was.encode(), now.encode()))
`, zip, from, to)
}

/** Changes a byte of the stored bodies of a catalog: of the pack that holds the fewest, so that the rest stays whole. */
export function spoilBody(home) {
  python(`
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as db:
    pack, = db.execute('SELECT pack FROM body GROUP BY pack ORDER BY count(*), pack LIMIT 1').fetchone()
    content, = db.execute('SELECT content FROM pack WHERE id = ?', (pack,)).fetchone()
    content = bytearray(content)
    content[40] ^= 1
    db.execute('UPDATE pack SET content = ? WHERE id = ?', (bytes(content), pack))
`, join(home, 'catalog.db'))
}

/** Writes over the whole catalog, its log too, as a disk that comes to its end does. */
export function spoilCatalog(home) {
  for (const name of ['catalog.db', 'catalog.db-wal']) writeFileSync(join(home, name), Buffer.alloc(1 << 20, 0x5a))
}
