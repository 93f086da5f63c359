import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { loadConfig } from '../config.ts'
import { openGateSystems } from './gate-systems.ts'

const whole = resolve('models')
let broken: string
beforeAll(async () => {
  broken = await mkdtemp(join(tmpdir(), 'querymend-gate-systems-'))
  for (const file of await readdir(whole))
    if (file !== 'decode.onnx') await symlink(join(whole, file), join(broken, file))
})
afterAll(() => rm(broken, { recursive: true }))

it.each([
  ['candidate', { QUERYMEND_CORRECTOR: 'none' }],
  ['current', { QUERYMEND_CORRECTOR: 'llm', LLM_BASE_URL: 'http://127.0.0.1:1/v1', LLM_MODEL: 'm' }],
])('opens the model of the %s one, whatever correctors the settings have: %j', async (which, env) => {
  const models = { current: whole, candidate: whole, [which]: broken }
  const opening = openGateSystems(loadConfig(env), openMemoryIndex([], [], 0), models)
  await expect(opening).rejects.toThrow(`${broken}/decode.onnx cannot be read`)
})
