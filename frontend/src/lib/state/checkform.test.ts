import { describe, expect, it } from 'vitest'
import { checkFields, checkRequest, checkValues } from './checkform'
import type { CheckView } from '../backend/views'

const check: CheckView = {
  name: 'health', kind: 'http', text: '', url: 'https://shop.example', method: 'POST', status: 204, headers: { Accept: 'text/html', From: 'a: b' }, body: '^up', json_path: '$.a', equals: 'x',
  argv: [], shell: '', dir: '', env: {}, secrets: ['Authorization'], unset: [], timeout: '30s', retries: 2, result: null,
}

describe('the form of a check', () => {
  it('gives back the check that it began with, and keeps its secret', () => {
    const { headers, url, method, status, body, json_path, equals, timeout, retries } = check
    const request = checkRequest('shop/QA', 'health', 'http', checkValues(check), check.secrets)
    expect(request).toMatchObject({ headers, url, method, status, body, json_path, equals, timeout, retries, argv: [], shell: '', secrets: { Authorization: '' } })
  })

  it('asks for a secret of each header, and sends one that was typed', () => {
    expect(checkFields('http', ['X-Key']).filter((field) => field.secret).map((field) => field.label)).toEqual(['Header Authorization', 'Header X-Key'])
    expect(checkRequest('shop/QA', 'health', 'http', { url: 'https://a', 'secret Authorization': 'Bearer x' }, []).secrets).toEqual({ Authorization: 'Bearer x' })
  })

  it('leaves out what belongs to another kind, and makes no number of what is none', () => {
    const request = checkRequest('shop/QA', 'syntax', 'command', { url: 'https://a', argv: 'nginx\n-t', dir: '/srv', env: 'A=b=c\n', retries: 'many' }, [])
    expect(request).toMatchObject({ url: '', argv: ['nginx', '-t'], dir: '/srv', env: { A: 'b=c' }, retries: -1 })
  })
})
