// Reads and writes databases of SQLite as a program of its own would.
import { execFileSync } from 'node:child_process'

const program = `
import sqlite3, sys, json
db = sqlite3.connect(sys.argv[1])
statements = sys.argv[2:]
for statement in statements[:-1]:
    db.execute(statement)
rows = db.execute(statements[-1]).fetchall()
db.commit()
print(json.dumps(rows))
`

/** Runs statements on a file, which is made where there is none, and gives the rows of the last one as lists. */
export function sqlite(file, ...statements) {
  return JSON.parse(execFileSync('python3', ['-c', program, file, ...statements], { encoding: 'utf8' }))
}
