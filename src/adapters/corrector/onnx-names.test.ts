import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NameEncoder, TextVectors } from '../../speller/ports.ts'
import { openNameEncoder } from './onnx-names.ts'

const modelDir = join(import.meta.dirname, '../../../models')

/** Mean of the greatest cosine of each of the span's vectors with one of the name's. */
function likeness(span: TextVectors, name: TextVectors, dimension: number): number {
  let sum = 0
  for (let a = 0; a < span.length; a += dimension) {
    let best = -Infinity
    for (let b = 0; b < name.length; b += dimension) {
      let dot = 0
      for (let i = 0; i < dimension; i++) dot += span[a + i]! * name[b + i]!
      best = Math.max(best, dot)
    }
    sum += best / 127 ** 2
  }
  return (sum * dimension) / span.length
}

describe.skipIf(!existsSync(join(modelDir, 'encode-names.onnx')))('openNameEncoder (needs the model)', () => {
  let encoder: NameEncoder
  beforeAll(async () => {
    encoder = await openNameEncoder({ modelDir, bytesPerVector: 2 })
  })
  afterAll(() => encoder.close())

  it('gives spans a vector a byte and names half as many, each of length 127, in order', async () => {
    const texts = ['nike', '', 'milwaukee drill', 'é', 'a name of far more than thirty-two bytes']
    const { dimension } = encoder
    const spans = await encoder.spans(texts)
    const names = await encoder.names(texts)
    expect(spans.map(({ length }) => length / dimension)).toEqual([4, 0, 15, 2, 32])
    expect(names.map(({ length }) => length / dimension)).toEqual([2, 0, 8, 1, 16])
    for (const vectors of [...spans, ...names])
      for (let at = 0; at < vectors.length; at += dimension) {
        const length = Math.hypot(...vectors.subarray(at, at + dimension))
        expect(Math.abs(length - 127)).toBeLessThan(3)
      }
    const [alone] = await encoder.spans(['nike'])
    expect(alone).toEqual(spans[0])
  })

  it('puts a misspelling nearer to its name than to others', async () => {
    const [span] = await encoder.spans(['milwokee'])
    const names = await encoder.names(['milwaukee', 'millimetre', 'bookcase', 'makita'])
    const scores = names.map((name) => likeness(span!, name, encoder.dimension))
    expect(scores[0]).toBe(Math.max(...scores))
  })

  it('is another encoder with another gate', async () => {
    expect(encoder.id).toMatch(/^[0-9a-f]{8}\/32\/2$/u)
  })

  it('says what is missing of a folder', async () => {
    await expect(openNameEncoder({ modelDir: import.meta.dirname })).rejects.toMatchObject({
      code: 'model_invalid',
      message: expect.stringContaining('name-projection.json cannot be read') as string,
    })
  })
})
