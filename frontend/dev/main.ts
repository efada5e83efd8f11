// The window on the fake, for looking at screens: `npm run dev`, then /dev/. It is no part of the product's build.
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { mount } from 'svelte'
import AppView from '../src/App.svelte'
import { Fake } from '../src/lib/backend/fake'
import { App } from '../src/lib/state/app'

const asked = new URLSearchParams(location.search)
const fake = asked.has('empty') ? new Fake() : Fake.withSample()
fake.delay = Number(asked.get('delay') ?? 0)
Object.assign(window, { fake })

const target = document.getElementById('app')
if (target) mount(AppView, { target, props: { app: new App(fake) } })
