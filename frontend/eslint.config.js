import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

// The layers: features know state, ui and format; state knows backend and format; ui knows format; nothing points back. src/imports.test.ts looks for circles.
const layers = [
  ['src/lib/format', ['backend', 'state', 'ui'], 'format knows nothing of ours'],
  ['src/lib/ui', ['backend', 'state'], 'ui knows no domain'],
  ['src/lib/backend', ['state', 'ui', 'format'], 'backend is the lowest layer'],
  ['src/lib/state', ['ui'], 'state draws nothing'],
  ['src/features', ['backend'], 'features reach Go through state'],
  ['src/shell', ['backend'], 'the shell reaches Go through state'],
]

const patterns = (names) => names.map((name) => ({ regex: `(^\\$lib/|/lib/|^\\.\\./)${name}/` }))
const features = { regex: '(^|/)(features|overview|environments|snapshots|promote|compare|archives|settings|values)/', message: 'Features never import each other.' }
const wails = { regex: 'wailsjs', message: 'Only backend/wails.ts meets what is generated.' }
const fake = { regex: 'backend/fake|\\./fake', message: 'The fake is for tests.' }

const restricted = (groups) => ['error', { patterns: groups }]

export default ts.config(
  { ignores: ['dist/', 'wailsjs/', 'e2e/', 'node_modules/'] },
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-restricted-imports': restricted([wails, fake]),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // Links carry addresses within the page: there is no router of a framework to ask.
      'svelte/no-navigation-without-resolve': 'off',
      // Sets, maps and dates that live and die within one function need no reactivity.
      'svelte/prefer-svelte-reactivity': 'off',
      // A blank between two pieces of text is written {' '}, for anything else is lost.
      'svelte/no-useless-mustaches': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  ...layers.map(([folder, forbidden, message]) => ({
    files: [`${folder}/**`],
    rules: {
      'no-restricted-imports': restricted([
        wails,
        fake,
        ...patterns(forbidden).map((one) => ({ ...one, message })),
        ...(folder === 'src/features' ? [{ regex: '^\\.\\./', message: 'Features never import each other.' }] : []),
        ...(folder.startsWith('src/lib') ? [features] : []),
      ]),
    },
  })),
  { files: ['src/lib/backend/wails.ts'], rules: { 'no-restricted-imports': restricted([fake]) } },
  { files: ['**/*.test.ts', 'dev/**', 'src/lib/backend/fake*.ts'], rules: { 'no-restricted-imports': 'off' } },
)
