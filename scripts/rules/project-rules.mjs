// Which of the lint rules hold where. Used by eslint.config.mjs for the project and by rules.test.ts for the bad
// fixtures, whose folders mirror the project's.
import tseslint from 'typescript-eslint'
import plugin from './plugin.mjs'

const product = [
  'electron/**/*.{ts,vue}',
  'renderer/**/*.{ts,vue}',
  'shared/**/*.ts',
  'central/**/*.{ts,vue}',
]
const tests = ['**/*.test.ts', '**/testing/**', 'e2e/**']
const tools = ['scripts/**', 'e2e/**', 'bench/**', 'build/**', '*.{ts,mts,mjs,cjs}']

const clockHomes = [
  'electron/core/clock.ts',
  'electron/main/practice-clock.ts',
  'electron/devices/clock.ts',
  'central/clock.ts',
]
const randomHomes = ['electron/core/random.ts']
const consoleHomes = ['electron/main/log.ts', 'central/log.ts']

const mainOnly = { name: 'electron', importNames: ['BrowserWindow', 'ipcMain', 'safeStorage'] }
const impure = [
  'process',
  'fetch',
  'crypto',
  'performance',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'Intl',
]

const nodeNames = [
  'process',
  'Buffer',
  'global',
  'require',
  'module',
  '__dirname',
  '__filename',
  'setImmediate',
]

/** @type {import('eslint').Linter.Config[]} */
export const projectRules = [
  {
    files: ['**/*.{ts,mts,mjs,vue}'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    plugins: { wallet: plugin, '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 1000 }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      'wallet/kebab-case-file': 'error',
      'wallet/no-swallowed-failure': 'error',
      'wallet/tests-run': 'error',
    },
  },
  { files: ['**/*.{ts,mts,mjs,vue}'], ignores: ['shared/text/**'], rules: { 'max-lines': ['error', 400] } },
  { files: ['**/*.{ts,mts,mjs}'], languageOptions: { parser: tseslint.parser } },
  { files: ['**/*.{ts,mts,vue}'], ignores: [...tools, ...consoleHomes], rules: { 'no-console': 'error' } },
  { files: product, ignores: clockHomes, rules: { 'wallet/clock-home': 'error' } },
  { files: product, ignores: randomHomes, rules: { 'wallet/random-home': 'error' } },
  {
    files: ['electron/**/*.ts', 'shared/**/*.ts'],
    ignores: ['electron/files/**', ...tests],
    rules: { 'wallet/write-home': 'error' },
  },
  {
    files: product,
    ignores: ['electron/main/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [mainOnly] }] },
  },
  {
    files: ['shared/domain/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-globals': ['error', ...impure] },
  },
  {
    files: ['renderer/**/*.{ts,vue}', 'central/console/page/**/*.{ts,vue}'],
    ignores: tests,
    rules: { 'wallet/no-chinese': 'error', 'no-restricted-globals': ['error', ...nodeNames] },
  },
]
