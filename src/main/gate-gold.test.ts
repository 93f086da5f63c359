import { expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { scripted } from '../evaluate/testing.ts'
import { runGateCommand, type GateContext } from './gate-command.ts'
import { runLogCommand } from './testing/run-log-command.ts'

it('without --gold, the gate measures the gold of the sample catalog alone, not that of the other samples', async () => {
  const args = '--candidate new --no-log --catalog feed.tsv'.split(' ')
  const { stdout } = await runLogCommand<GateContext>(runGateCommand, args, {
    log: createMemoryLog(),
    openFeed: async () => openMemoryIndex([], [], 1),
    openLive: async () => openMemoryIndex([], [], 1),
    openSystems: async (_config, index) => ({
      systems: ['current', 'candidate', 'candidate-channel'].map((name) => scripted(name, {})),
      close: () => index.close(),
    }),
  })
  expect([...stdout.matchAll(/^(\S+) candidate +\d/gm)].map(([, set]) => set)).toEqual(['gold.jsonl'])
})
