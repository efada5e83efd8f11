// Every part in every state, for looking at: `npm run dev`, then /dev/kit.html, and ?theme=dark. It is no part of the
// product's build.
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { mount, tick } from 'svelte'
import Kit from './Kit.svelte'

/** States that only a hand brings about are shown by the same rules, for what stands in an element of that class. */
const states = { 'force-hover': ':hover', 'force-press': ':active', 'force-focus': ':focus-visible' }

function forced(selector: string): string[] {
  return Object.entries(states).flatMap(([name, state]) =>
    selector.includes(state) ? [`.${name} ${selector.replaceAll(state, '').replaceAll(':has()', '') || ':is(button, input, select, a)'}`] : [],
  )
}

/** Adds the rule for forced states behind each rule that a state has. */
function force(sheet: CSSStyleSheet): void {
  for (const rule of [...sheet.cssRules].reverse()) {
    if (!(rule instanceof CSSStyleRule)) continue
    for (const selector of forced(rule.selectorText)) {
      sheet.insertRule(`${selector} { ${rule.style.cssText} }`, sheet.cssRules.length)
    }
  }
}

const theme = new URLSearchParams(location.search).get('theme')
if (theme) document.documentElement.dataset.theme = theme
const target = document.getElementById('app')
if (target) mount(Kit, { target })
await tick()
for (const sheet of document.styleSheets) force(sheet)
