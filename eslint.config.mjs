import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import { projectRules } from './scripts/rules/project-rules.mjs'

const typed = {
  parserOptions: {
    projectService: true,
    tsconfigRootDir: import.meta.dirname,
    extraFileExtensions: ['.vue'],
  },
}

export default defineConfig(
  { ignores: ['node_modules/', 'out/', '.cache/', 'bench/', 'scripts/rules/bad/', 'scripts/default-app/'] },
  // a rule that does not fit is changed for everybody, not switched off in a comment
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  {
    files: ['**/*.{ts,vue}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: typed,
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // an async method may fulfil a port without waiting for anything
      '@typescript-eslint/require-await': 'off',
      // takes a branded number (`Fen`) for something else
      '@typescript-eslint/no-unsafe-unary-minus': 'off',
      'no-irregular-whitespace': ['error', { skipStrings: true, skipTemplates: true }],
    },
  },
  // expect(object.method) names a method without calling it; Vue's composables give functions typed as methods
  {
    files: ['**/*.test.ts', '**/testing/**', 'renderer/**'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  // every preference is written out, old ones too
  { files: ['electron/main/web-preferences.ts'], rules: { '@typescript-eslint/no-deprecated': 'off' } },
  {
    files: ['**/*.vue'],
    extends: [vue.configs['flat/recommended']],
    rules: {
      'vue/no-bare-strings-in-template': 'error',
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      // prettier's business
      'vue/html-indent': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multi-word-component-names': 'off',
    },
  },
  // what TypeScript checks better
  { files: ['**/*.{ts,vue,mjs,mts}'], rules: { 'no-undef': 'off' } },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  ...projectRules,
  { files: ['**/*.vue'], languageOptions: { parserOptions: typed.parserOptions } },
)
