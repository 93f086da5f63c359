import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'training/**/*.test.ts', 'eval/**/*.test.ts', 'examples/**/*.test.ts'],
    // the default leaves a core idle, which on two cores is half of them
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    setupFiles: ['src/testing/no-console.ts'],
    unstubEnvs: true,
  },
})
