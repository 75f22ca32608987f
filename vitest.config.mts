import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const exclude = ['**/node_modules/**', 'out/**', '.cache/**', 'scripts/rules/bad/**']

export default defineConfig({
  test: {
    pool: 'forks',
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{shared,electron,central,scripts,build}/**/*.test.ts'],
          exclude,
          testTimeout: 20_000,
        },
      },
      {
        plugins: [vue()],
        test: { name: 'web', environment: 'jsdom', include: ['renderer/**/*.test.ts'], exclude },
      },
    ],
  },
})
