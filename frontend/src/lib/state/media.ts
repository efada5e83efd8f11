// A media query measures the window and knows nothing of the zoom: at 150 % a window of 1280 px has room for 853. So the
// widths and heights in the queries are multiplied instead, in every style sheet that is there and that will come.

const written = new Map<CSSMediaRule, string>()
let factor = 1
let watched: MutationObserver | null = null

export function scaleMedia(by: number): void {
  factor = by
  for (const sheet of document.styleSheets) scale(sheet)
  if (watched) return
  // A screen that is loaded late brings its style sheet along.
  watched = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node instanceof HTMLLinkElement) node.addEventListener('load', () => node.sheet && scale(node.sheet))
    }
  })
  watched.observe(document.head, { childList: true })
}

function scale(sheet: CSSStyleSheet): void {
  for (const rule of sheet.cssRules) {
    if (!(rule instanceof CSSMediaRule)) continue
    const query = written.get(rule) ?? rule.media.mediaText
    written.set(rule, query)
    rule.media.mediaText = scaled(query, factor)
  }
}

/** A media query whose lengths in pixels are multiplied. */
function scaled(query: string, by: number): string {
  return query.replace(/([\d.]+)px/g, (_, length: string) => `${Math.round(Number(length) * by * 100) / 100}px`)
}
