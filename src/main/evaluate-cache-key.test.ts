import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig, type Config } from '../config.ts'
import { createCacheKeys } from './evaluate-cache-key.ts'
import { sharedFiles } from './parse-knowledge.ts'
import { systemNames, type PlainSystemName } from './system-names.ts'

let dir: string
/** A model of its own, which shares the tables of a folder beside. */
const modelFiles = ['ranker.json', 'operating-point.json', 'decode.onnx', 'encode-names.onnx', 'name-projection.json']

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-cache-key-'))
  await mkdir(join(dir, 'model/other'), { recursive: true })
  await mkdir(join(dir, 'tables'))
  for (const name of modelFiles) await writeFile(join(dir, 'model', name), name)
  for (const name of sharedFiles) await writeFile(join(dir, 'tables', name), name)
  await writeFile(join(dir, 'model/config.json'), '{"tables":"../tables"}')
  await writeFile(join(dir, 'model/other/decode.onnx'), '')
  await writeFile(join(dir, 'own.v1.txt'), '{query}')
})
afterAll(() => rm(dir, { recursive: true }))

const env = () => ({
  QUERYMEND_MODEL: join(dir, 'model'),
  QUERYMEND_PROMPT: join(dir, 'own.v1.txt'),
  LLM_BASE_URL: 'http://127.0.0.1:1/v1',
  LLM_MODEL: 'm',
  LLM_PRICE_INPUT: '1',
})

/** The key of each system, with settings beside those above. */
function keysWith(more: Readonly<Record<string, string>> = {}, exclusionList?: string) {
  const config = loadConfig({ ...env(), ...more })
  return keysOf(config, exclusionList)
}

function keysOf(config: Config, exclusionList?: string, contentHash = 'c1') {
  const restriction = exclusionList === undefined ? {} : { exclusionList }
  const keyOf = createCacheKeys({ contentHash, modelDir: config.correct.modelDir, ...restriction })
  return new Map(systemNames.map((name) => [name, keyOf(name, config)]))
}

const changed = (before: ReturnType<typeof keysWith>, after: ReturnType<typeof keysWith>) =>
  systemNames.filter((name) => before.get(name) !== after.get(name))

const baselines = ['symspell', 'hunspell'] as const
const lookingUp = ['channel', 'model-names', 'no-context', 'context', 'llm-names', 'llm-no-context', 'llm-context']
const deciding = ['channel', 'no-retrieval', 'no-context', 'context', 'llm-no-context', 'llm-context']
const ofModel = ['model', 'model-names', 'no-retrieval', 'no-context', 'context']
const ofLlm = ['llm', 'llm-names', 'llm-no-context', 'llm-context']
const inOrder = (names: readonly string[]) => systemNames.filter((name) => names.includes(name))

describe('createCacheKeys', () => {
  it('gives each system a hash of its own, and the same one again', () => {
    const keys = keysWith()
    expect(new Set(keys.values()).size).toBe(systemNames.length)
    for (const key of keys.values()) expect(key).toMatch(/^[0-9a-f]{64}$/)
    expect(changed(keys, keysWith())).toEqual([])
  })

  it.each<[string, string, readonly string[]]>([
    ['LLM_MODEL', 'n', ofLlm],
    ['LLM_BASE_URL', 'http://127.0.0.1:2/v1', ofLlm],
    ['LLM_KIND', 'completion', ofLlm],
    ['LLM_FORM', 'json', ofLlm],
    ['LLM_LOGPROBS', 'off', ofLlm],
    ['LLM_PRICE_INPUT', '3', ofLlm],
    ['LLM_PRICE_OUTPUT', '3', ofLlm],
    ['QUERYMEND_OPINION_ODDS', '3', ['llm-no-context', 'llm-context']],
    ['QUERYMEND_K', '3', ['model-names', 'context', 'llm-names', 'llm-context']],
    ['QUERYMEND_RETRIEVER', 'bm25', lookingUp],
    ['QUERYMEND_REWRITE_AT', '0.9', deciding],
    ['QUERYMEND_SUGGEST_AT', '0.1', deciding],
    ['QUERYMEND_CAUTION', '2', deciding],
    ['QUERYMEND_SPACING', 'off', deciding],
    ['QUERYMEND_CORRECTOR', 'llm', ofModel],
    ['LLM_API_KEY', 'secret', []],
    ['LLM_TIMEOUT_MS', '1', []],
    ['LLM_BUDGET_PER_DAY', '1', []],
    ['QUERYMEND_ONNX_TIMEOUT_MS', '1', []],
    ['QUERYMEND_WORKERS', '2', []],
    ['QUERYMEND_BREAKER_FAILURES', '1', []],
    ['QDRANT_URL', 'http://127.0.0.1:3', []],
    ['QUERYMEND_DATA', 'elsewhere', []],
    ['PORT', '1', []],
  ])('%s: another key for just the systems that it can change', (name, value, systems) => {
    expect(changed(keysWith(), keysWith({ [name]: value }))).toEqual(inOrder(systems))
  })

  it('knows the catalog by its content, where it is asked', () => {
    const config = loadConfig(env())
    expect(changed(keysOf(config), keysOf(config, undefined, 'c2'))).toEqual(inOrder([...baselines, ...lookingUp]))
  })

  it('leaves out the products that a list names only where the catalog is asked', () => {
    expect(changed(keysWith(), keysWith({}, 'bosch'))).toEqual(inOrder([...baselines, ...lookingUp]))
  })

  it('knows the rules of the shop where the catalog is asked, or a verdict given', () => {
    const config = loadConfig(env())
    const keyOf = (term: string) =>
      createCacheKeys({ contentHash: 'c1', modelDir: config.correct.modelDir, rules: [{ rule: 'protect', term }] })
    const [one, other] = [keyOf('makito'), keyOf('nkie')]
    const differs = (name: PlainSystemName) => one(name, config) !== other(name, config)
    const ruled = inOrder([...baselines, ...lookingUp, ...deciding])
    expect(systemNames.filter(differs)).toEqual(ruled)
    expect(systemNames.filter((name) => one(name, config) !== keysWith().get(name))).toEqual(ruled)
  })

  it('takes the settings of a remote model into account where the settings serve with it', () => {
    const llm = { QUERYMEND_CORRECTOR: 'llm,onnx' }
    expect(changed(keysWith(llm), keysWith({ ...llm, LLM_MODEL: 'n' }))).toEqual(inOrder([...ofModel, ...ofLlm]))
  })

  it('keeps nothing of a system whose answers another server may change at any time', () => {
    const keys = keysWith({ QUERYMEND_CORRECTOR: 'server', QUERYMEND_SERVER_URL: 'http://127.0.0.1:4' })
    expect(systemNames.filter((name) => keys.get(name) === undefined)).toEqual(ofModel)
  })

  // each changes the files for good, so that one that is not hashed leaves all keys as they are
  it.each<[string, readonly string[]]>([
    ['own.v1.txt', ofLlm],
    ['model/ranker.json', deciding],
    ['model/operating-point.json', deciding],
    ['model/decode.onnx', ofModel],
    ['model/other/decode.onnx', []],
    ...sharedFiles.map((name): [string, readonly string[]] => [
      `tables/${name}`,
      [...baselines, ...lookingUp, 'no-retrieval', 'model', 'llm'],
    ]),
  ])('a change of %s: another key for just the systems that read it', async (path, systems) => {
    const before = keysWith()
    await appendFile(join(dir, path), ' ')
    expect(changed(before, keysWith())).toEqual(inOrder(systems))
  })

  it('reads the encoder of names only for the retriever that encodes them', async () => {
    const late = { QUERYMEND_RETRIEVER: 'late-interaction' }
    const [plain, encoded] = [keysWith(), keysWith(late)]
    await appendFile(join(dir, 'model/encode-names.onnx'), ' ')
    expect(changed(plain, keysWith())).toEqual(ofModel)
    expect(changed(encoded, keysWith(late))).toEqual(inOrder([...lookingUp, 'no-retrieval', 'model']))
  })

  it('knows the tables of the baselines by the model of the settings, whichever a system has of its own', async () => {
    const config = loadConfig(env())
    await cp(join(dir, 'model'), join(dir, 'copy'), { recursive: true })
    await appendFile(join(dir, 'copy/ranker.json'), ' ')
    const own = { ...config, correct: { ...config.correct, modelDir: join(dir, 'copy') } }
    const keyOf = createCacheKeys({ contentHash: 'c1', modelDir: config.correct.modelDir })
    const differs = (name: PlainSystemName) => keyOf(name, own) !== keyOf(name, config)
    expect(systemNames.filter(differs)).toEqual(inOrder(deciding))
  })
})
