// Works the page with the keyboard alone, and looks at every stop whether one can see where one is.
import assert from 'node:assert/strict'
import { settled } from './stage.mjs'

/** Where the focus is: in words, and what is wrong with how it shows. Nothing where it is nowhere. */
function focus(page) {
  return page.evaluate(() => {
    let element = document.activeElement
    if (element === null || element === document.body) return null
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    const above = (one) => one.parentElement ?? one.getRootNode().host ?? null
    const words = `${element.localName} ${element.getAttribute('role') ?? element.type ?? ''} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`
    // A list that one chooses in shows its choice; a hidden box is shown by what stands for it.
    const chosen = document.getElementById(element.getAttribute('aria-activedescendant') ?? '')
    const box = chosen ?? element
    const rims = [box, element.nextElementSibling, element.closest('label')].filter((one) => one !== null)
    for (let up = element; up !== null && rims.length < 9; up = above(up)) rims.push(up)
    const drawn = rims.some((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one)
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
    }) || getComputedStyle(box).boxShadow !== 'none'
    const wrong = []
    const told = element.matches('h1, h2, h3, [role=alert]') // it takes the focus so that it is read out; one cannot act on it
    if (!drawn && !told) wrong.push('nothing is drawn around it')
    const small = ({ width, height }) => width <= 2 || height <= 2
    const shown = small(box.getBoundingClientRect()) ? (element.closest('label') ?? element.parentElement) : box
    let { left, top, right, bottom } = shown.getBoundingClientRect()
    for (let up = above(shown); up !== null; up = above(up)) {
      const { overflowX, overflowY } = getComputedStyle(up)
      if (overflowX === 'visible' && overflowY === 'visible') continue
      const pane = up.getBoundingClientRect()
      ;[left, top] = [Math.max(left, pane.left), Math.max(top, pane.top)]
      ;[right, bottom] = [Math.min(right, pane.right), Math.min(bottom, pane.bottom)]
    }
    const [x, y] = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2]
    if (right <= Math.max(left, 0) || bottom <= Math.max(top, 0) || left >= innerWidth || top >= innerHeight) wrong.push('it is outside of the window')
    else {
      const over = shown.getRootNode().elementFromPoint(x, y)
      if (over === null || !(shown.contains(over) || over.contains(shown))) wrong.push(`it is covered by ${over?.localName} ${over?.className}`)
    }
    return { words, wrong }
  })
}

export class Keyboard {
  constructor(page) {
    this.page = page
  }

  /** Asserts that the focus is somewhere, and can be seen. */
  async visible(after) {
    await settled(this.page)
    // What follows an act may be asked for first: the focus has until then.
    await this.page.waitForFunction(() => document.activeElement !== document.body, undefined, { timeout: 5000 }).catch(() => undefined)
    const at = await focus(this.page)
    assert.ok(at !== null, `after ${after} the focus is nowhere`)
    assert.deepEqual(at.wrong, [], `after ${after} the focus is on ${at.words}`)
  }

  async press(key) {
    await this.page.keyboard.press(key)
  }

  /** Goes on by Tab until the focus is on that. */
  async reach(what, most = 200) {
    const there = () => what.and(this.page.locator(':focus')).count()
    for (let pressed = 0; pressed < most; pressed++) {
      if ((await there()) > 0) {
        await this.visible('Tab')
        return
      }
      await this.press('Tab')
      const at = await focus(this.page)
      if (at !== null) assert.deepEqual(at.wrong, [], `Tab leads to ${at.words}`)
    }
    assert.fail(`${what} is not reached by Tab`)
  }

  /** Reaches something by Tab and presses a key on it. */
  async use(what, key = 'Enter') {
    await what.first().waitFor()
    await what.and(this.page.locator(':enabled, a')).first().waitFor()
    await this.reach(what)
    await this.press(key)
  }

  /** Goes through a list or a tree with an arrow until the item of a name is the current one. */
  async arrow(list, name, key = 'ArrowDown', most = 60) {
    const current = () => list.evaluate((element) => {
      const active = document.activeElement
      const item = document.getElementById(active.getAttribute('aria-activedescendant') ?? '') ?? active
      return element.contains(item) ? (item.getAttribute('aria-label') ?? item.textContent) : ''
    })
    const passed = []
    for (let pressed = 0; pressed < most; pressed++) {
      const at = await current()
      if (name.test(at)) {
        await this.visible(key)
        return
      }
      if (passed.at(-1) !== at) passed.push(at)
      await this.press(key)
    }
    assert.fail(`${name} is not reached by ${key}, but ${passed.join(' | ')}`)
  }

  /** Goes by Tab into a list or a tree. */
  async enter(list, most = 200) {
    await list.waitFor()
    const within = () => list.evaluate((element) => {
      const active = document.activeElement
      return element.contains(active) && active.matches('[role=treeitem], [role=option], [role=listbox], [aria-activedescendant]')
    })
    for (let pressed = 0; pressed < most; pressed++) {
      if (await within()) return
      await this.press('Tab')
    }
    assert.fail(`${list} is not reached by Tab`)
  }
}
