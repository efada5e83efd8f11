import type { CheckRequest, CheckView, FieldView } from '../backend/views'

/** The kinds of check, in the order in which they are offered. */
export type CheckKind = CheckView['kind']

function field(name: string, label: string, more: Partial<FieldView> = {}): FieldView {
  return { name, label, help: '', default: '', input: 'text', required: false, secret: false, options: [], ...more }
}

const secretName = 'secret '

/** The fields of a kind of check. A secret that one has is asked for by its name; Authorization is offered to every request. */
export function checkFields(kind: CheckKind, secrets: readonly string[]): FieldView[] {
  const ends = [
    field('timeout', 'Timeout', { default: '10s', help: 'How long an attempt may take.' }),
    field('retries', 'Retries', { default: '0', help: 'So many more attempts where it fails.' }),
  ]
  const named = kind === 'http' && !secrets.includes('Authorization') ? ['Authorization', ...secrets] : secrets
  const hidden = named.map((name) => field(secretName + name, kind === 'http' ? `Header ${name}` : `Variable ${name}`, { secret: true }))
  if (kind === 'http') {
    return [
      field('url', 'Address', { required: true, default: 'https://…' }),
      field('method', 'Method', { default: 'GET' }),
      field('status', 'Expected status', { help: 'Empty: any from 200 to 299.' }),
      field('body', 'The answer matches', { help: 'A regular expression.' }),
      field('json_path', 'A place in the answer', { default: '$.status', help: 'Of an answer in JSON.' }),
      field('equals', 'What must be there'),
      field('headers', 'Headers', { input: 'lines', default: 'Accept: application/json', help: 'One a line. One whose name is that of a secret is never shown again.' }),
      ...hidden,
      ...ends,
    ]
  }
  const does =
    kind === 'shell'
      ? field('shell', 'Line for the shell', { required: true, help: 'It passes where it ends with exit code 0.' })
      : field('argv', 'Words of the command', { required: true, input: 'lines', help: 'One a line; no shell reads them. It passes where it ends with exit code 0.' })
  return [
    does,
    field('dir', 'Folder', { input: 'folder', required: true, help: 'Where it runs.' }),
    field('env', 'Variables', { input: 'lines', default: 'NAME=value', help: 'One a line. One whose name is that of a secret is never shown again.' }),
    ...hidden,
    ...ends,
  ]
}

/** What the form of a check begins with. */
export function checkValues(check: CheckView | null): Record<string, string> {
  if (!check) return {}
  const lines = (pairs: Record<string, string>, between: string) => Object.entries(pairs).map(([name, value]) => name + between + value).join('\n')
  return {
    url: check.url, method: check.kind === 'http' ? check.method : '', status: check.status === 0 ? '' : String(check.status), body: check.body,
    json_path: check.json_path, equals: check.equals, headers: lines(check.headers, ': '), argv: check.argv.join('\n'), shell: check.shell, dir: check.dir,
    env: lines(check.env, '='), timeout: check.timeout, retries: check.retries === 0 ? '' : String(check.retries),
  }
}

/** The request of a form. A secret that was not typed anew stays as it is. */
export function checkRequest(environment: string, name: string, kind: CheckKind, values: Record<string, string>, known: readonly string[]): CheckRequest {
  const of = (field: string, ...kinds: CheckKind[]) => (kinds.includes(kind) ? (values[field] ?? '').trim() : '')
  const secrets: Record<string, string> = {}
  for (const { name: field } of checkFields(kind, known).filter((one) => one.secret)) {
    const secret = field.slice(secretName.length)
    const typed = values[field] ?? ''
    if (typed !== '' || known.includes(secret)) secrets[secret] = typed
  }
  return {
    environment, name, url: of('url', 'http'), method: of('method', 'http'), status: whole(of('status', 'http')), headers: pairs(of('headers', 'http'), ':'),
    body: of('body', 'http'), json_path: of('json_path', 'http'), equals: of('equals', 'http'), argv: split(of('argv', 'command')), shell: of('shell', 'shell'),
    dir: of('dir', 'command', 'shell'), env: pairs(of('env', 'command', 'shell'), '='), secrets, timeout: (values.timeout ?? '').trim(), retries: whole((values.retries ?? '').trim()), from: '',
  }
}

/** The secrets that a form has, as the names of its fields. */
export const secretFields = (secrets: readonly string[]): string[] => secrets.map((name) => secretName + name)

function split(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}

/** A whole number; what is none is one that is refused with a sentence. */
function whole(text: string): number {
  return text === '' ? 0 : /^\d{1,4}$/.test(text) ? Number(text) : -1
}

function pairs(text: string, between: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const line of split(text).filter((one) => one.trim() !== '')) {
    const cut = line.indexOf(between)
    const name = (cut < 0 ? line : line.slice(0, cut)).trim()
    found[name] = cut < 0 ? '' : between === ':' ? line.slice(cut + 1).trim() : line.slice(cut + 1)
  }
  return found
}
