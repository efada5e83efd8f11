/** A name as people write it: full stops and slashes in it are written otherwise in the names of items. */
function plain(name: string): string {
  return name.replaceAll('~2', '.').replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The answers to whether what goes is what comes, in words: of a column (product.note, remark), or of a table (orders, purchases). */
export function renameWords({ from, to }: { from: string; to: string }): { same: string; other: string } {
  const column = from.includes('.') && !to.includes('.')
  const was = plain(column ? from.slice(from.lastIndexOf('.') + 1) : from)
  return { same: `${was} is now ${plain(to)}: keep its ${column ? 'values' : 'rows'}`, other: `Drop ${was}, add ${plain(to)}` }
}
