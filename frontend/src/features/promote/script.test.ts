import { describe, expect, it } from 'vitest'
import { change, plan } from '$lib/state/testing'
import { scriptText } from './script'

describe('the statements of a plan', () => {
  it('stand below the item that they are for, in their order', () => {
    const made = plan([change('main:table/a', { op: 'add' }), change('main:row/a/x\ny')])
    const statement = (key: string, text: string) => ({ key, text })
    expect(scriptText(made, [statement('', 'BEGIN'), statement('main:table/a', 'CREATE TABLE a'), statement('main:table/a', 'CREATE INDEX i'), statement('main:row/a/x\ny', 'UPDATE a'), statement('main:table/b', 'ANALYZE b')])).toBe(
      'BEGIN;\n\n-- table a, added\nCREATE TABLE a;\n\nCREATE INDEX i;\n\n-- row a/x y, changed\nUPDATE a;\n\n-- table b\nANALYZE b;\n',
    )
  })
})
