import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import path from 'node:path'

// One output for the runtime we ship and the older one we test with (docs/adr, Electron runtime policy).
const nodeTarget = 'node20.18'
const windowTarget = 'chrome130'

const at = (file: string): string => path.resolve(__dirname, file)

export default defineConfig({
  main: {
    build: {
      outDir: 'out/app/main',
      target: nodeTarget,
      sourcemap: false,
      // the packages under `dependencies`: they carry WebAssembly; everything else is bundled, because the older
      // runtime cannot require ES modules
      externalizeDeps: { include: ['sql.js', '@electric-sql/pglite'] },
      rolldownOptions: {
        input: {
          main: at('electron/main/main.ts'),
          core: at('electron/core/main.ts'),
          'journal-tool': at('electron/core/journal-tool/main.ts'),
          'snapshot-worker': at('electron/core/snapshot/worker.ts'),
          devices: at('electron/devices/main.ts'),
          centre: at('central/practice/main.ts'),
          central: at('central/main.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/app/preload',
      target: nodeTarget,
      sourcemap: false,
      // a sandboxed preload is one file and can require nothing but electron
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        input: { preload: at('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    publicDir: false,
    plugins: [vue()],
    define: {
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    build: {
      outDir: at('out/app/renderer'),
      emptyOutDir: true,
      target: windowTarget,
      minify: true,
      sourcemap: false,
      // no data: addresses, so that the content security policy needs no exception
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: {
          counter: at('renderer/counter/index.html'),
          member: at('renderer/member/index.html'),
          slip: at('renderer/slip/index.html'),
        },
      },
    },
  },
})
