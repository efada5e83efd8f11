// Looks whether everything on a page can be seen: nothing sticks out, nothing is cut off, nothing lies over a control.
import { settled } from './stage.mjs'

/** What cannot be seen in windows of these sizes; the last one stays. */
export async function misplacedIn(page, windows) {
  const wrong = []
  for (const window of windows) {
    await page.setViewportSize(window)
    await settled(page)
    wrong.push(...(await misplaced(page)).map((what) => `${window.width}×${window.height}: ${what}`))
  }
  return wrong
}

/** What cannot be seen as it should be, in words. */
function misplaced(page) {
  return page.evaluate(() => {
    const found = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth + 1) found.push(`the page scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`)
    if (root.scrollHeight > root.clientHeight + 1) found.push(`the page scrolls: ${root.scrollHeight} > ${root.clientHeight}`)

    const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body // the rest is inert under a dialog
    const words = (element) => {
      const name = element.getAttribute('aria-label') ?? element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40)
      return `<${element.localName} class="${String(element.className?.baseVal ?? element.className).replace(/ ?svelte-\w+/, '')}"> ${name}`
    }
    // What is clipped away is read out, and not to be seen.
    const clipped = (element) => element !== null && (getComputedStyle(element).clipPath.startsWith('inset(50%') || clipped(element.parentElement))
    const hidden = (element) => element.closest('.visually-hidden, [inert], [aria-hidden=true]') !== null || clipped(element) ||
      !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    const style = (element) => getComputedStyle(element)

    /** The part of an element that its scrolling ancestors leave to be seen; null for none. */
    const seen = (element) => {
      let { left, top: upper, right, bottom } = element.getBoundingClientRect()
      for (let up = element.parentElement; up !== null && up !== root; up = up.parentElement) {
        if (style(up).overflowX === 'visible' && style(up).overflowY === 'visible') continue
        const box = up.getBoundingClientRect()
        left = Math.max(left, box.left)
        upper = Math.max(upper, box.top)
        right = Math.min(right, box.right)
        bottom = Math.min(bottom, box.bottom)
      }
      return right - left < 1 || bottom - upper < 1 ? null : { left, top: upper, right, bottom }
    }
    const scrolls = (element, axis) => {
      for (let up = element.parentElement; up !== null; up = up.parentElement) {
        if (/auto|scroll/.test(style(up)[`overflow${axis}`])) return true
      }
      return false
    }

    const controls = top.querySelectorAll('a[href], button, input, select, textarea, [role=option], [role=treeitem], [role=menuitem], [tabindex="0"]')
    for (const element of controls) {
      if (hidden(element) || element.disabled || /^skip to/i.test(element.textContent.trim())) continue // that link shows itself once it has the focus
      const box = element.getBoundingClientRect()
      if (box.width <= 1 || box.height <= 1) continue // a control that another element stands for
      if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(element, 'X')) found.push(`outside of the window: ${words(element)}`)
      if ((box.bottom > innerHeight + 1 || box.top < -1) && !scrolls(element, 'Y')) found.push(`outside of the window: ${words(element)}`)
      const part = seen(element)
      if (part === null) {
        if (!scrolls(element, 'X') && !scrolls(element, 'Y')) found.push(`cut off whole: ${words(element)}`)
        continue
      }
      // What is scrolled partly out of sight may lie under an edge that stays.
      if (part.bottom - part.top < box.height - 1 || part.right - part.left < box.width - 1) continue
      const [x, y] = [(part.left + part.right) / 2, (part.top + part.bottom) / 2]
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue
      const over = document.elementFromPoint(x, y)
      const own = over !== null && (element.contains(over) || over.contains(element) || over.closest('label')?.contains(element) ||
        over.closest('label')?.control === element)
      const menu = over?.closest('[role=menu], [popover], .picker') // what lists choices lies over the page while it is open
      // What is scrolled under an edge that stays can be scrolled out from under it.
      const edge = over && [over, over.parentElement].some((one) => one && style(one).position === 'sticky') && scrolls(element, 'Y')
      if (!own && !edge && !(menu && !menu.contains(element))) found.push(`covered by ${over === null ? 'nothing' : words(over)}: ${words(element)}`)
    }

    // Text that is cut off says so with an ellipsis, and whole in a tooltip.
    for (const element of top.querySelectorAll('*')) {
      if (element.scrollWidth <= element.clientWidth + 1 || element.clientWidth === 0 || hidden(element)) continue
      const { overflowX, textOverflow } = style(element)
      if (!/hidden|clip/.test(overflowX) || element.matches('input, textarea, select')) continue
      const texts = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '')
      if (textOverflow !== 'ellipsis') {
        if (texts || element.matches('button, a, [role=option], [role=treeitem]')) found.push(`cut off without an ellipsis: ${words(element)}`)
      } else if (element.closest('[title]') === null && element.querySelector('[title]') === null) {
        found.push(`cut off without a tooltip: ${words(element)}`)
      }
    }
    return [...new Set(found)]
  })
}

/** The motions that run or would run: what a person who asked for none must not meet. */
export function motions(page) {
  return page.evaluate(() => {
    const slow = (list) => list.split(',').some((one) => Number.parseFloat(one) > 0)
    // The styles of what a closed <details> hides are not made anew.
    const found = document.getAnimations()
      .filter((one) => one.playState === 'running' && one.effect.getComputedTiming().duration > 0 && one.effect.target.checkVisibility())
      .map((one) => `runs: ${one.animationName ?? one.transitionProperty} of ${one.effect.target?.className}`)
    for (const element of document.querySelectorAll('*')) {
      const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(element)
      const what = `${element.localName}.${String(element.className?.baseVal ?? element.className).replace(/ ?svelte-\w+/, '')}`
      if (slow(transitionDuration)) found.push(`would move for ${transitionDuration}: ${what}`)
      if (animationName !== 'none' && slow(animationDuration)) found.push(`moves for ${animationDuration}: ${what}`)
      if (scrollBehavior === 'smooth') found.push(`scrolls smoothly: ${what}`)
    }
    return [...new Set(found)]
  })
}

/**
 * Where colours are forced, backgrounds are gone: controls and what is chosen must be told by borders, outlines or
 * words. Gives the buttons and fields that only their background would show.
 */
export function unframed(page) {
  return page.evaluate(() => {
    const found = []
    for (const element of document.querySelectorAll('button[data-variant=plain], button[data-variant=primary], input:not([type]), input[type=text], input[type=search], select, dialog[open]')) {
      if (!element.checkVisibility() || element.closest('.visually-hidden')) continue
      let framed = false
      for (let up = element, depth = 0; depth < 3 && up !== null; up = up.parentElement, depth++) {
        const { borderTopStyle, borderTopWidth, outlineStyle } = getComputedStyle(up)
        framed ||= (borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0) || outlineStyle !== 'none'
      }
      if (!framed) found.push(`no border: ${element.localName} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`)
    }
    return found
  })
}
