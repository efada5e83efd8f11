/** What the environments of the fake hold to begin with: key to text. */
export type Items = Map<string, string>

function table(name: string, fields: string): string {
  return `{\n  "name": "${name}",\n  "fields": {\n${fields}\n  }\n}`
}

const orders = table('orders', '    "number": { "type": "string", "unique": true },\n    "total": { "type": "float", "required": true }')
const taxed = table(
  'orders',
  '    "number": { "type": "string", "unique": true },\n    "total": { "type": "float", "required": true },\n    "taxRegion": { "type": "string" }',
)
const tiers = table('loyaltyTiers', '    "name": { "type": "string", "required": true },\n    "minSpend": { "type": "float" }')
const coupons = table('coupons', '    "code": { "type": "string" },\n    "legacyCode": { "type": "string" }')
const leanCoupons = table('coupons', '    "code": { "type": "string" }')

function mail(subject: string, attempts: number): string {
  const lines = ['{', '  "from": "shop@northwind.example",', '  "tls": "starttls",', `  "subject": "${subject}",`]
  for (let n = 1; n <= 30; n++) lines.push(`  "line${n}": "kept",`)
  lines.push(`  "attempts": ${attempts},`, '  "backoffSeconds": 30', '}')
  return lines.join('\n')
}

/** A shop in three stages: Development is ahead of QA, QA ahead of Live, and Live has a hotfix of its own. */
export function shop(): Record<'Development' | 'QA' | 'Live', Items> {
  const live: Items = new Map([
    ['main:object/orders', orders],
    ['main:object/coupons', coupons],
    ['main:file/settings/mail.json', mail('Your order {{number}}', 3)],
    ['main:file/settings/search.json', '{ "synonyms": true }'],
    ['main:file/templates/receipt.html', '<h1>Thank you</h1>\n<p>Your order is on its way.</p>'],
    ['main:file/templates/hotfix.html', '<p>We are back.</p>'],
  ])
  const qa: Items = new Map(live)
  qa.delete('main:file/templates/hotfix.html')
  qa.set('main:object/orders', taxed)
  qa.set('main:file/templates/receipt.html', '<h1>Thank you</h1>\n<p>Your order {{number}} is on its way.</p>')
  const development: Items = new Map(qa)
  development.set('main:object/loyaltyTiers', tiers)
  development.set('main:object/coupons', leanCoupons)
  development.set('main:file/settings/mail.json', mail('Your receipt and taxes', 5))
  development.set('main:file/templates/welcome.html', '<h1>Welcome</h1>')
  development.delete('main:file/settings/search.json')
  return { Development: development, QA: qa, Live: live }
}
