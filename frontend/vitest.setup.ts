import { afterEach } from 'vitest'
import { recall } from './src/lib/state/kept'

// happy-dom draws no dialogs: these two do what a browser does, as far as a test can see it.
HTMLDialogElement.prototype.showModal = function () {
  this.setAttribute('open', '')
}
HTMLDialogElement.prototype.close = function () {
  this.removeAttribute('open')
  this.dispatchEvent(new Event('close'))
}

afterEach(() => recall({ remembered: () => Promise.resolve({}), remember: () => Promise.resolve() }))
