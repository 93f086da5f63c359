import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'training/**/*.test.ts', 'eval/**/*.test.ts', 'examples/**/*.test.ts'],
    // One process a worker, which imports each module once, rather than one a file: two fifths of all computing went there.
    // What files could leave to the next one, `src/testing/nothing-left.ts` checks.
    isolate: false,
    // the default leaves a core idle, which on two cores is half of them
    maxWorkers: '100%',
    // PGlite is most of what runs as WebAssembly, too briefly to gain from being compiled a second time
    execArgv: ['--liftoff-only'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['src/testing/run-folder.ts'],
    setupFiles: ['src/testing/no-console.ts', 'src/testing/nothing-left.ts'],
    unstubEnvs: true,
  },
})
