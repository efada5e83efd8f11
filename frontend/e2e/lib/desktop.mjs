// The keyboard and the mouse of the desktop that the real window is on.
import { execFileSync } from 'node:child_process'

const xdotool = (...args) => execFileSync('xdotool', args.map(String), { encoding: 'utf8' })

/** Gives the focus to the window, and what a person has at hand for it. */
export function desktop() {
  const [id] = xdotool('search', '--onlyvisible', '--name', '^Lockstep$').split('\n')
  xdotool('windowfocus', '--sync', id)
  return {
    /** Presses keys, one after the other as quickly as a key that is held. */
    keys: (...names) => xdotool('key', '--delay', 33, ...names),
    type: (text) => xdotool('type', '--delay', 20, text),
    /** Moves the mouse over the middle of an element. */
    async hover(window, selector) {
      const [x, y, height] = await window.run(`const { left, right, top, bottom } = document.querySelector(arguments[0]).getBoundingClientRect()
        return [(left + right) / 2, (top + bottom) / 2, innerHeight]`, selector)
      const menu = Number(/Geometry: \d+x(\d+)/.exec(xdotool('getwindowgeometry', id))[1]) - height
      xdotool('mousemove', '--sync', '--window', id, Math.round(x), Math.round(y + menu))
    },
    /** Turns the wheel under the mouse: down by so many notches, up where it is negative. */
    wheel: (notches) => xdotool('click', '--delay', 20, '--repeat', Math.abs(notches), notches < 0 ? 4 : 5),
  }
}
