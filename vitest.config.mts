import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** Minutes of random lives, damage, mutants and password hashing: the same code on either Node, so once is enough. */
const longRuns = [
  'electron/core/journal/{power-cuts,snapshot-cuts,byte-damage,torn-batches,process-faults,mutants,faults}.test.ts',
  'electron/core/{backup,journal-tool,mend,mirror,purge,rescue}/**',
  'electron/core/keys/{master-keys,protect,rotate}.test.ts',
  'electron/core/sync/{cut-line,drain-lives,mutants,partitions}.test.ts',
]
const exclude = [
  ...['**/node_modules/**', 'out/**', '.cache/**', 'scripts/rules/bad/**'],
  ...(process.env['WITHOUT_LONG_RUNS'] === undefined ? [] : longRuns),
]

export default defineConfig({
  test: {
    pool: 'forks',
    // both cores of a small machine
    maxWorkers: 2,
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'node',
          // a file finds what the one before it imported: without it a quarter of the time went into imports
          isolate: false,
          environment: 'node',
          include: ['{shared,electron,central,scripts,build}/**/*.test.ts'],
          exclude,
          testTimeout: 20_000,
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'web',
          isolate: false,
          environment: 'jsdom',
          include: ['renderer/**/*.test.ts'],
          exclude,
        },
      },
    ],
  },
})
