import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CorrectionRequest } from '../../speller/ports.ts'
import type { Name } from '../../speller/types.ts'
import { describeCorrector } from './contract.ts'
import { openInlineOnnxCorrector, type InlineOnnxCorrector } from './onnx-inline.ts'
import { openOnnxModel } from './onnx-session.ts'
import { openOnnxCorrector } from './onnx.ts'
import { nameTokens } from './tokens.ts'

const modelDir = join(import.meta.dirname, 'testdata')

describeCorrector('ONNX in worker threads', () => openOnnxCorrector({ modelDir, workers: 2 }))
describeCorrector('ONNX in the calling thread', () => openInlineOnnxCorrector({ modelDir }))

const words = ['nike', 'running', 'shoes', 'lamp', 'desk', 'red', 'bull', 'wipes', 'phone', 'case', 'hygeeni', 'zzq']
const nameOf = (form: string, i: number): Name => ({
  text: form,
  form,
  kind: i % 3 === 0 ? 'brand' : 'term',
  count: 4 ** (i % 9),
})

/** Requests of every shape: typos of each kind in one or two words, right and wrong names and drafts, none of either. */
const requests: readonly CorrectionRequest[] = words.flatMap((word, i) => {
  const other = words[(i * 5 + 3) % words.length]!
  const typos = [
    word,
    word.slice(1),
    `${word}${word.at(-1)!}`,
    word.replace(/(.)(.)/u, '$2$1'),
    `${word[0]}x${word.slice(2)}`,
  ]
  return typos.map((typo, j): CorrectionRequest => {
    const query = j % 2 === 0 ? `${typo} ${other}` : typo
    const drafts = [query, query.replace(typo, word), query.replace(typo, other)].slice(0, 1 + ((i + j) % 3))
    const context = [word, other, `${other} ${word}`].slice(0, (i + 2 * j) % 4).map(nameOf)
    return { query, drafts, context, previous: j === 4 ? [other] : [] }
  })
})

describe('openInlineOnnxCorrector', () => {
  let corrector: InlineOnnxCorrector
  beforeAll(async () => {
    corrector = await openInlineOnnxCorrector({ modelDir, maxPasses: 100 })
  })
  afterAll(() => corrector.close())

  it('answers exactly what plain greedy decoding gives, in fewer passes', async () => {
    let passes = 0
    let plainPasses = 0
    let answered = 0
    for (const request of requests) {
      const plain = await corrector.answerPlainly(request)
      const answer = await corrector.answer(request)
      const [own] = answer.suggestions.filter(({ source }) => source === 'greedy')
      expect(own?.text, request.query).toBe(plain.suggestions[0]?.text)
      passes += answer.passes
      plainPasses += plain.passes
      if (!own) continue
      answered++
      expect(own.logProbability).toBeCloseTo(plain.suggestions[0]!.logProbability!, 3)
    }
    expect(answered).toBeGreaterThan(requests.length / 2)
    expect(passes).toBeLessThan(plainPasses / 2)
  })

  it('takes one pass when its own answer is among the drafts, with equal log-probabilities', async () => {
    for (const request of requests.slice(0, 20)) {
      const [own] = (await corrector.answerPlainly(request)).suggestions
      if (!own) continue
      const answer = await corrector.answer({ ...request, drafts: ['some other draft', own.text] })
      expect(answer.passes).toBe(1)
      expect(answer.suggestions[0]!.text).toBe(own.text)
      expect(answer.suggestions[2]!.logProbability).toBeCloseTo(answer.suggestions[0]!.logProbability!, 5)
    }
  })

  it('looks for its own answer in one pass where there are drafts to choose from, in as many as it takes where there is one', async () => {
    const usual = await openInlineOnnxCorrector({ modelDir })
    let ended = 0
    for (const request of requests.slice(0, 40)) {
      const choosing = await usual.answer({ ...request, drafts: ['qqqq', 'zzzz'] })
      expect(choosing.passes).toBe(1)
      expect(choosing.suggestions.filter(({ source }) => source === 'draft')).toHaveLength(2)
      const alone = await usual.answer({ ...request, drafts: ['qqqq'] })
      if (alone.passes === 1) continue
      expect(choosing.suggestions).toHaveLength(2)
      ended += alone.suggestions.length - 1
    }
    expect(ended).toBeGreaterThan(10)
    await usual.close()
  })

  it('scores a draft alone as it does among others', async () => {
    const request = { ...requests[3]!, drafts: ['nike', 'running shoes for men and women', 'a'] }
    const together = (await corrector.answer(request)).suggestions.filter(({ source }) => source === 'draft')
    for (const [i, draft] of request.drafts.entries()) {
      const alone = (await corrector.answer({ ...request, drafts: [draft] })).suggestions.at(-1)!
      expect(alone.logProbability).toBeCloseTo(together[i]!.logProbability!, 2)
    }
  })

  it('scores drafts that begin alike, or are alike, as each alone', async () => {
    const drafts = ['nike shoes', 'nike shoe', 'nike', 'nikee shoes', 'nike shoes', 'red bull', '', 'n']
    const request = { ...requests[1]!, drafts }
    const scores = async (own: readonly string[]) =>
      (await corrector.answer({ ...request, drafts: own })).suggestions
        .filter(({ source }) => source === 'draft')
        .map(({ logProbability }) => logProbability!)
    const together = await scores(drafts)
    expect(together[4]).toBe(together[0])
    for (const [i, draft] of drafts.entries()) expect((await scores([draft]))[0]).toBeCloseTo(together[i]!, 4)
    expect(new Set(together).size).toBe(drafts.length - 1)
  })

  it('encodes each name once, and answers the same from what it kept', async () => {
    const fresh = await openInlineOnnxCorrector({ modelDir })
    const request = { ...requests[0]!, context: ['lamp', 'lamp', 'desk'].map((form) => nameOf(form, 1)) }
    const first = await fresh.answer(request)
    const second = await fresh.answer(request)
    expect(first.encodedNames).toBe(2)
    expect(second).toEqual({ ...first, encodedNames: 0 })
    await fresh.close()
  })

  it.each([0, 6000])('answers the same with room to keep %d bytes of encodings, all at once', async (cacheBytes) => {
    const forgetful = await openInlineOnnxCorrector({ modelDir, maxPasses: 100, cacheBytes })
    const some = requests.slice(0, 20)
    const answers = await Promise.all(some.map((request) => forgetful.correct(request)))
    for (const [i, request] of some.entries()) {
      const expected = await corrector.correct(request)
      expect(answers[i]!.map(({ text }) => text)).toEqual(expected.map(({ text }) => text))
    }
    await forgetful.close()
  })
})

describe('openOnnxModel', () => {
  const folders: string[] = []
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

  const altered = async (change: (folder: string, config: Record<string, unknown>) => unknown) => {
    const folder = await mkdtemp(join(tmpdir(), 'onnx-'))
    folders.push(folder)
    await cp(modelDir, folder, { recursive: true, filter: (path) => !/\.(?:ts|mjs)$/u.test(path) })
    const path = join(folder, 'config.json')
    const config = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    const written = (await change(folder, config)) ?? config
    await writeFile(path, typeof written === 'string' ? written : JSON.stringify(written))
    return folder
  }

  it('is named after its version and its decoder', async () => {
    const model = await openOnnxModel(modelDir)
    const sha256 = createHash('sha256').update(await readFile(join(modelDir, 'decode.onnx')))
    expect(model.id).toMatch(/^onnx:[\w.-]+@[0-9a-f]{8}$/u)
    expect(model.id.endsWith(`@${sha256.digest('hex').slice(0, 8)}`)).toBe(true)
    await model.close()
  })

  it('encodes a name alike alone and among longer ones', async () => {
    const model = await openOnnxModel(modelDir)
    const rows = ['lamp', 'a much longer name than that', 'nike'].map((form, i) => nameTokens(nameOf(form, i)).tokens)
    const together = await model.encodeNames(rows)
    for (const [i, row] of rows.entries()) {
      const [alone] = await model.encodeNames([row])
      expect(alone!.length).toBe(together[i]!.length)
      expect(Math.max(...alone!.map((value, at) => Math.abs(value - together[i]![at]!)))).toBeLessThan(1e-4)
    }
    await model.close()
  })

  it.each([
    ['a folder that is not there', async () => join(modelDir, 'nowhere'), /nowhere.*cannot be read/u],
    [
      'a graph that is not there',
      () => altered((folder) => rm(join(folder, 'decode.onnx'))),
      /decode\.onnx cannot be read/u,
    ],
    [
      'an altered graph',
      () => altered((folder) => writeFile(join(folder, 'decode.onnx'), 'x')),
      /decode\.onnx is not the file/u,
    ],
    ['a config that is no JSON', () => altered(() => '{'), /config\.json does not describe/u],
    [
      'another vocabulary',
      () => altered((_, { vocabulary, ...rest }) => ({ ...rest, vocabulary: { ...(vocabulary as object), pad: 0 } })),
      /vocabulary\.pad/u,
    ],
    [
      'a graph that is none',
      () =>
        altered(async (folder, config) => {
          await writeFile(join(folder, 'decode.onnx'), 'x')
          const sha256 = createHash('sha256').update('x').digest('hex')
          return { ...config, sha256: { ...(config['sha256'] as object), 'decode.onnx': sha256 } }
        }),
      /decode\.onnx cannot be opened/u,
    ],
  ])('refuses %s', async (_, folder, message) => {
    const expected = { name: 'SpellerError', code: 'model_invalid', message: expect.stringMatching(message) as string }
    await expect(openOnnxModel(await folder())).rejects.toMatchObject(expected)
  })

  it('says the same through a worker', async () => {
    const opening = openOnnxCorrector({ modelDir: join(modelDir, 'nowhere'), workers: 1 })
    await expect(opening).rejects.toMatchObject({ name: 'SpellerError', code: 'model_invalid' })
  })
})

describe('openOnnxCorrector', () => {
  it('works in a program run by tsx, which ends by itself, with one closed and one left open', async () => {
    const program = join(modelDir, 'correct-once.ts')
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
      timeout: 25_000,
    })
    const answers = JSON.parse(stdout) as { id: string; own: { text: string; source: string } }[]
    expect(answers).toHaveLength(2)
    for (const { id, own } of answers) {
      expect(id).toMatch(/^onnx:/u)
      expect(own.text).not.toBe('')
    }
    expect(stderr).toBe('')
  })
})
