import { deepStrictEqual } from 'node:assert'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadKnowledge, loadThresholds } from '../knowledge-files.ts'
import { ownFiles } from '../parse-knowledge.ts'
import type { ReadFile } from './files.ts'
import { readLearned } from './knowledge.ts'

const root = join(import.meta.dirname, '../../..')
const read: ReadFile = async (path) => new Uint8Array(await readFile(join(root, path)))

describe('readLearned', () => {
  it.each(['models', 'models/large'])('gives what Node reads from %s', async (modelDir) => {
    // as they are put together for a Worker: with the tables of whichever folder beside the model's own
    const together: ReadFile = (path) =>
      read((ownFiles as readonly string[]).includes(basename(path)) ? join(modelDir, basename(path)) : path)
    const { knowledge, thresholds, version } = await readLearned({ caution: 2 }, together)
    const loaded = loadKnowledge(join(root, modelDir))
    expect(thresholds).toEqual(loadThresholds(join(root, modelDir), { caution: 2 }))
    const { background, languages, misspellings, letters, vectors, ...tables } = knowledge
    const {
      background: _background,
      languages: _languages,
      misspellings: _misspellings,
      letters: _letters,
      vectors: _vectors,
      ...rest
    } = loaded
    // of as many numbers as these, expect's own comparison takes seconds
    deepStrictEqual(tables, rest)
    for (const term of ['keyboard', 'keybqard']) {
      expect(background.zipf(term)).toBe(loaded.background.zipf(term))
      expect(letters.surprise(term)).toEqual(loaded.letters.surprise(term))
    }
    const [own, theirs] = [await languages.words('de'), await loaded.languages.words('de')]
    for (const term of ['schraube', 'schrbue']) expect(own!.zipf(term)).toBe(theirs!.zipf(term))
    expect(vectors.similarity('towel', 'rack')).toBeGreaterThan(0.3)
    expect(vectors.similarity('towel', 'rack')).toBe(loaded.vectors.similarity('towel', 'rack'))
    expect(misspellings.zipf('recieve\treceive')).toBe(loaded.misspellings.zipf('recieve\treceive'))
    expect(version).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each(['models/ranker.json', 'models/letters.bin', 'models/operating-point.json', 'models/languages.json'])(
    'has another version with another %s',
    async (changed) => {
      const { version } = await readLearned({}, read)
      const other: ReadFile = async (path) => {
        const bytes = (await read(path))!
        if (path !== changed) return bytes
        // letters: one entry of the table. JSON: a space at the end
        if (path.endsWith('.bin')) return bytes.map((byte, at) => (at === 7 ? byte ^ 1 : byte))
        const longer = new Uint8Array(bytes.length + 1).fill(32)
        longer.set(bytes)
        return longer
      }
      expect((await readLearned({}, other)).version).not.toBe(version)
    },
  )

  it('names a file that is missing, and one that cannot be read', async () => {
    const without: ReadFile = async (path) => (path === 'models/channel.json' ? undefined : read(path))
    const missing = { code: 'model_invalid', message: expect.stringContaining('models/channel.json') as string }
    await expect(readLearned({}, without)).rejects.toMatchObject(missing)
    const failing: ReadFile = async (path) => {
      if (path === 'models/channel.json') throw new Error('the bucket is away')
      return read(path)
    }
    await expect(readLearned({}, failing)).rejects.toMatchObject(missing)
  })

  it("reads a language's words when they are first needed, and once more after a failure", async () => {
    let reads = 0
    const flaky: ReadFile = async (path) => {
      if (path === 'models/languages/de.bin' && ++reads === 1) throw new Error('the bucket is away')
      return read(path)
    }
    const { languages } = (await readLearned({}, flaky)).knowledge
    expect(reads).toBe(0)
    await expect(languages.words('de')).rejects.toMatchObject({ code: 'model_invalid' })
    expect((await languages.words('de'))!.zipf('schraube')).toBeGreaterThan(2)
    expect(await languages.words('de')).toBe(await languages.words('de'))
    expect(reads).toBe(2)
  })
})
