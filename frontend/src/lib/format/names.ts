/** An item's key, taken apart: slot:kind/name. */
export interface ItemName {
  slot: string
  kind: string
  name: string
}

/** Takes slot:kind/name apart. A name may hold slashes and colons; a slot and a kind hold neither. */
export function itemName(key: string): ItemName {
  const slash = key.indexOf('/')
  if (slash < 0) return { slot: '', kind: '', name: key }
  const head = key.slice(0, slash)
  const colon = head.indexOf(':')
  return { slot: colon < 0 ? '' : head.slice(0, colon), kind: head.slice(colon + 1), name: key.slice(slash + 1) }
}

/** The item that a message is about, where the message does not name it; "" otherwise. */
export function unnamed(key: string, message: string): string {
  const { name } = itemName(key)
  return message.includes(name) ? '' : name
}

/** The kind as a heading of a list: Files, Objects. */
export function kindTitle(kind: string): string {
  if (kind === '') return 'Items'
  const word = capital(kind.replaceAll('-', ' '))
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}

/** The environment of a ref: Live in shop/Live@3. */
export function environmentName(ref: string): string {
  const name = ref.slice(ref.indexOf('/') + 1)
  const at = name.lastIndexOf('@')
  return at < 0 ? name : name.slice(0, at)
}

/** The environment's own ref: shop/Live of shop/Live@3. */
export function environmentRef(ref: string): string {
  const at = ref.lastIndexOf('@')
  return at < 0 ? ref : ref.slice(0, at)
}

/** The project of a ref: shop in shop/Live@3. */
export function projectName(ref: string): string {
  return ref.slice(0, Math.max(0, ref.indexOf('/')))
}

/** A side as people call it: Live; QA, snapshot 3; the name of a file. */
export function refTitle(ref: string): string {
  const file = /^(.*\.zip(?:\.age)?)(?:#(.*))?$/i.exec(ref)
  if (file) return fileName(file[1] ?? ref)
  const snapshot = /@(\w+)$/.exec(ref)
  return snapshot ? `${environmentName(ref)}, snapshot ${snapshot[1] ?? ''}` : environmentName(ref)
}

/** Whether a ref is the path of an archive. */
export function isFile(ref: string): boolean {
  return /[\\/].*\.zip/i.test(ref)
}

/** The last part of a path, on any system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).filter((part) => part !== '').at(-1) ?? path
}

/** The folder that a file lies in; "" where there is none. */
export function folderName(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  return cut <= 0 ? '' : path.slice(0, cut)
}

/** An address on a card: a path by its last two folders, a web address without its scheme. */
export function shortAddress(address: string): string {
  const one = (text: string) => {
    const web = /^https?:\/\/(.*?)\/?$/.exec(text)
    if (web) return web[1] ?? text
    const parts = text.split(/[\\/]/).filter((part) => part !== '')
    return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : text
  }
  return address.split(', ').map(one).join(', ')
}

/** A digest as people compare it. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 8)
}

/** A file name for an export: no spaces, no separators, lower case. */
export function exportName(parts: string[]): string {
  const joined = parts.map((part) => part.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')).join('-')
  return `${joined.replaceAll(/^-+|-+$/g, '')}.zip`
}

/** A text as a line or a heading begins. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A place as people call it: SMTP_HOST, /smtp/host; a whole item by its name. */
export function placeName({ key, address }: { key: string; address: string }): string {
  return address || itemName(key).name
}
