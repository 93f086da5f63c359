import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { loadConfig } from '../config.ts'
import { openGateSystems } from './gate-systems.ts'

it.each([
  { QUERYMEND_CORRECTOR: 'none' },
  { QUERYMEND_CORRECTOR: 'llm', LLM_BASE_URL: 'http://127.0.0.1:1/v1', LLM_MODEL: 'm' },
])('opens the models of the folders, whatever correctors the settings have: %j', async (env) => {
  const current = resolve('models')
  const candidate = await mkdtemp(join(tmpdir(), 'querymend-gate-systems-'))
  for (const file of await readdir(current))
    if (file !== 'decode.onnx') await symlink(join(current, file), join(candidate, file))
  try {
    await expect(openGateSystems(loadConfig(env), openMemoryIndex([], [], 0), { current, candidate })).rejects.toThrow(
      /decode\.onnx cannot be read/,
    )
  } finally {
    await rm(candidate, { recursive: true })
  }
})
