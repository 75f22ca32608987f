import vue from '@vitejs/plugin-vue'
import path from 'node:path'
import { defineConfig } from 'vite'

const here = import.meta.dirname

/** The operator's console: a page of its own, served by the centre. Part of `npm run build`. */
export default defineConfig({
  root: path.join(here, 'page'),
  base: '/console/',
  publicDir: false,
  plugins: [vue()],
  define: { __VUE_PROD_DEVTOOLS__: 'false', __VUE_OPTIONS_API__: 'false' },
  build: {
    outDir: path.resolve(here, '../../out/app/console'),
    emptyOutDir: true,
    target: 'chrome130',
    // no data: addresses, so that the content security policy needs no exception
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
