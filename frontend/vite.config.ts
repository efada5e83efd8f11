import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  resolve: { alias: { $lib: fileURLToPath(new URL('src/lib', import.meta.url)) } },
  build: {
    target: ['safari16', 'es2022'],
    // The window's policy allows files of its own only, so nothing may become a data: address.
    assetsInlineLimit: 0,
  },
  // A busy machine is no failure: what does not settle at all is.
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], setupFiles: ['./vitest.setup.ts'], testTimeout: 60_000 },
})
