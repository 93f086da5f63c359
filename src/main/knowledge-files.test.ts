import { deepStrictEqual } from 'node:assert'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { cautious } from '../speller/caution.ts'
import { channelCost } from '../speller/channel.ts'
import { featureNames } from '../speller/feature-names.ts'
import { listLanguages, loadKnowledge, loadThresholds } from './knowledge-files.ts'

const models = new URL('../../models', import.meta.url).pathname
const files = [
  'ranker.json',
  'channel.json',
  'coinages.json',
  'background.bin',
  'languages.json',
  'misspellings.bin',
  'letters.bin',
  'word-vectors.bin',
  'operating-point.json',
]
const shippedRankers = JSON.parse(readFileSync(join(models, 'ranker.json'), 'utf8')) as Record<string, object>
const shippedChannel = JSON.parse(readFileSync(join(models, 'channel.json'), 'utf8')) as Record<string, object>
const root = mkdtempSync(join(tmpdir(), 'querymend-models-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Of one test; the shipped files are links in it, since they are large. */
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(root, 'm-'))
  for (const file of files) symlinkSync(join(models, file), join(dir, file))
})
/** In place of a link, never through it. */
function write(file: string, content: string | Uint8Array): void {
  rmSync(join(dir, file))
  writeFileSync(join(dir, file), content)
}
const invalid = (message: string): unknown =>
  expect.objectContaining({ code: 'model_invalid', message: expect.stringContaining(message) as string })

describe('loadKnowledge', () => {
  it('reads what is shipped: a channel, word frequencies, misspellings and rankers for these features', () => {
    const { channel, background, rankers, misspellings } = loadKnowledge(models)
    expect(channelCost(channel, 'receive', 'recieve')).toBeGreaterThan(0)
    expect(background.zipf('the')).toBeGreaterThan(background.zipf('keyboard'))
    expect(background.zipf('keyboard')).toBeGreaterThan(3)
    expect(background.zipf('keybqard')).toBe(0)
    expect(misspellings.zipf('recieve\treceive')).toBeGreaterThan(0)
    for (const ranker of [rankers.model, rankers.channel]) {
      expect(ranker.features).toEqual([...featureNames])
      expect(ranker.trees.roots.length).toBeGreaterThan(50)
    }
    expect(rankers.model.base).toBe(rankers.channel)
    expect(rankers.channel.base).toBeUndefined()
  })

  it("reads a ranker of the model that goes on from none, and serves the channel's where the file holds no other", () => {
    const writeRankers = (content: object) => write('ranker.json', JSON.stringify(content))
    writeRankers({ channel: shippedRankers['channel'], model: shippedRankers['channel'] })
    const { channel, model } = loadKnowledge(dir).rankers
    expect(model.base).toBeUndefined()
    expect(model.trees.roots).toEqual(channel.trees.roots)
    writeRankers({ channel: shippedRankers['channel'] })
    const alone = loadKnowledge(dir).rankers
    expect(alone.model).toBe(alone.channel)
  })

  it.each(files.filter((file) => file !== 'operating-point.json'))('names %s where it is missing', (file) => {
    rmSync(join(dir, file))
    expect(() => loadKnowledge(dir)).toThrow(invalid(join(dir, file)))
  })

  it('reads the larger variant that is shipped', () => {
    const served = loadKnowledge(models)
    const large = loadKnowledge(join(models, 'large'))
    expect(large.channel).toEqual(served.channel)
    // of as many numbers as these, expect's own comparison takes a second
    deepStrictEqual(large.rankers.channel, served.rankers.channel)
    const [own, of] = [join(models, 'large'), models].map((folder) => loadThresholds(folder))
    expect(own!.channel).toEqual(of!.channel)
    expect(own!.model).not.toEqual(of!.model)
  })

  it('reads the tables of the folder that a variant shares them with', () => {
    const variant = join(dir, 'variant')
    mkdirSync(variant)
    for (const file of ['ranker.json', 'operating-point.json']) copyFileSync(join(models, file), join(variant, file))
    writeFileSync(join(variant, 'config.json'), '{"preset":"small","tables":".."}')
    expect(loadKnowledge(variant).background.zipf('keyboard')).toBe(loadKnowledge(models).background.zipf('keyboard'))
    rmSync(join(dir, 'letters.bin'))
    expect(() => loadKnowledge(variant)).toThrow(invalid(join(dir, 'letters.bin')))
    expect(() => loadKnowledge(variant)).toThrow(
      invalid(`${join(variant, 'config.json')} names its folder as "tables", ".."`),
    )
  })

  it.each([
    ['ranker.json', '{"model":{},"channel":{}}'],
    ['ranker.json', 'no JSON'],
    ['ranker.json', JSON.stringify({ ...shippedRankers, model: { ...shippedRankers.model, sizes: [1] } })],
    ['ranker.json', JSON.stringify({ ...shippedRankers, model: { ...shippedRankers.model, nodes: '?' } })],
    ['ranker.json', JSON.stringify({ ...shippedRankers, model: { ...shippedRankers.model, base: 'another' } })],
    ['ranker.json', JSON.stringify({ model: shippedRankers.model })],
    ['channel.json', JSON.stringify({ ...shippedChannel, substitution: { ab: 'much' } })],
    ['channel.json', JSON.stringify({ ...shippedChannel, deletion: [1] })],
    ['channel.json', JSON.stringify({ ...shippedChannel, rules: { 'long>er': 1 } })],
    ['channel.json', ''],
    ['languages.json', '{"de":{"sha256":"00"}}'],
    ['languages.json', '{"../de":{"sha256":"' + '0'.repeat(64) + '"}}'],
  ])('refuses a %s that is none (%#), and names it', (file, content) => {
    write(file, content)
    expect(() => loadKnowledge(dir)).toThrow(invalid(join(dir, file)))
  })

  it.each(['background.bin', 'misspellings.bin', 'letters.bin', 'word-vectors.bin'])('refuses a damaged %s', (file) => {
    const bytes = readFileSync(join(dir, file))
    write(file, bytes.subarray(0, bytes.length - 1))
    expect(() => loadKnowledge(dir)).toThrow(invalid(join(dir, file)))
  })

  it('reads the words of every language that is listed, and of no other', async () => {
    const { languages } = loadKnowledge(models)
    const common = {
      de: 'schrauben',
      es: 'tornillo',
      fr: 'tournevis',
      it: 'vite',
      nl: 'schroef',
      pl: 'sruba',
      pt: 'parafuso',
      sv: 'skruv',
    }
    for (const [language, word] of Object.entries(common)) {
      const words = await languages.words(language)
      expect([language, words!.zipf(word) > 2, words!.zipf('qzxwvk')]).toEqual([language, true, 0])
    }
    expect(await languages.words('en')).toBeUndefined()
    expect(await languages.words('toString')).toBeUndefined()
    expect(listLanguages(models)).toEqual(Object.keys(common))
  })

  it('refuses the words of a language that are missing, or others than are listed, when they are needed', async () => {
    await expect(loadKnowledge(dir).languages.words('de')).rejects.toEqual(invalid(join(dir, 'languages/de.bin')))
    cpSync(join(models, 'languages/es.bin'), join(dir, 'languages/de.bin'))
    const { languages } = loadKnowledge(dir)
    await expect(languages.words('de')).rejects.toEqual(
      invalid(`${join(dir, 'languages/de.bin')}: it is not the table`),
    )
    cpSync(join(models, 'languages/de.bin'), join(dir, 'languages/de.bin'))
    expect((await languages.words('de'))!.zipf('schrauben')).toBeGreaterThan(2)
  })

  it('refuses a ranker that was trained on other features', () => {
    const ranker = JSON.parse(readFileSync(join(dir, 'ranker.json'), 'utf8')) as { model: { features: string[] } }
    ranker.model.features[0] = 'other'
    write('ranker.json', JSON.stringify(ranker))
    expect(() => loadKnowledge(dir)).toThrow(
      invalid(`${join(dir, 'ranker.json')}: the ranker was trained on other features`),
    )
  })
})

describe('loadThresholds', () => {
  const writePoint = (content: unknown) => write('operating-point.json', JSON.stringify(content))
  const own = {
    suggestAt: 0.4,
    rewriteAt: 0.8,
    typedAtMost: 0.15,
    rightWordAtMost: 0.1,
    loneTermAtMost: 0.05,
    exactNameAt: 0.95,
  }

  it('reads thresholds in order for both rankers, as shipped', () => {
    const { model, channel } = loadThresholds(models)
    for (const { suggestAt, rewriteAt, exactNameAt } of [model, channel]) {
      expect(suggestAt).toBeLessThanOrEqual(rewriteAt)
      expect(rewriteAt).toBeLessThanOrEqual(exactNameAt)
    }
  })

  it.each([
    [{}, own],
    [{ rewriteAt: 0.9 }, { ...own, rewriteAt: 0.9 }],
    [{ rewriteAt: 0.3 }, { ...own, rewriteAt: 0.3, suggestAt: 0.3 }],
    [{ suggestAt: 0.1 }, { ...own, suggestAt: 0.1 }],
    [{ caution: 3 }, cautious(own, 3)],
    [
      { caution: 3, rewriteAt: 0.7 },
      { ...cautious(own, 3), rewriteAt: 0.7 },
    ],
    [
      { suggestAt: 0.5, rewriteAt: 0.6 },
      { ...own, suggestAt: 0.5, rewriteAt: 0.6 },
    ],
    [{ suggestAt: undefined, rewriteAt: undefined }, own],
  ])('with %j in the settings are %j', (given, expected) => {
    writePoint({ model: own, channel: own })
    expect(loadThresholds(dir, given)).toEqual({ model: expected, channel: expected })
  })

  it.each([[{ model: own }], [{ model: own, channel: { ...own, rewriteAt: 1.1 } }], [[]]])('refuses %j', (content) => {
    writePoint(content)
    expect(() => loadThresholds(dir)).toThrow(invalid('operating-point.json'))
  })
})
