import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './styles/tokens.css'
import './styles/base.css'
import { mount } from 'svelte'
import AppView from './App.svelte'
import { wails } from './lib/backend/wails'
import { App } from './lib/state/app'
import { recall } from './lib/state/kept'

const target = document.getElementById('app')
if (!target) throw new Error('The page has no place for the window.')

// What the window remembers decides what is shown first.
await recall(wails)

export default mount(AppView, { target, props: { app: new App(wails) } })
