import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatProjection, gate, parseProjection, project, type Projection } from './name-vectors.ts'

const swapped: Projection = {
  encoder: 'abc',
  dimension: 2,
  mean: Float32Array.of(1, 0),
  matrix: Float32Array.of(0, 2, 2, 0),
}

describe('project', () => {
  it('subtracts the mean, multiplies, and scales to a length of 127', () => {
    expect([...project(swapped, Float32Array.of(1, 5))]).toEqual([127, 0])
    expect([...project(swapped, Float32Array.of(4, 4))]).toEqual([102, 76])
  })

  it('takes the states around one in, less the farther they are, and none beyond the third', () => {
    const states = Float32Array.of(1, 5, 9, 0, 1, 5, 1, 5, 1, 5)
    const vectors = project(swapped, states)
    // of the last, the states 4, 3 and 2 count 4, 3 and 2 along one axis, state 1 counts 1 along the other
    expect([...vectors.subarray(8)]).toEqual([Math.round((127 * 9) / Math.sqrt(82)), Math.round(127 / Math.sqrt(82))])
  })

  it('gives zeros for a state that is the mean, and nothing for no states', () => {
    expect([...project(swapped, Float32Array.of(1, 0))]).toEqual([0, 0])
    expect(project(swapped, new Float32Array(0))).toHaveLength(0)
  })
})

describe('gate', () => {
  it('deletes what is most like a neighbour', () => {
    const vectors = Int8Array.of(127, 0, 0, 127, 10, 126, -127, 0)
    expect([...gate(vectors, 2, 1.4)]).toEqual([127, 0, 10, 126, -127, 0])
    expect([...gate(vectors, 2, 2)]).toEqual([10, 126, -127, 0])
  })

  it('leaves one vector for so many bytes, rounded up, in their order', () => {
    const signed = fc.array(fc.integer({ min: -127, max: 127 }), { maxLength: 24 })
    fc.assert(
      fc.property(signed, fc.constantFrom(1, 1.5, 2, 3), (values, rate) => {
        const vectors = Int8Array.from(values.slice(0, values.length - (values.length % 2)))
        const left = gate(vectors, 2, rate)
        expect(left.length / 2).toBe(Math.ceil(vectors.length / 2 / rate))
        const pairs = (all: Int8Array) =>
          Array.from({ length: all.length / 2 }, (_, i) => `${all[2 * i]},${all[2 * i + 1]};`)
        let from = 0
        for (const pair of pairs(left)) {
          from = pairs(vectors).indexOf(pair, from) + 1
          expect(from).toBeGreaterThan(0)
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('parseProjection', () => {
  const read =
    (text: string, encoder = { id: 'abc', d: 2 }) =>
    () =>
      parseProjection(text, 'm/p.json', encoder)

  it('reads what was written', () => {
    expect(read(formatProjection(swapped))()).toEqual(swapped)
  })

  it.each([
    ['what is no JSON', read('{')],
    ['another thing', read('{"encoder":"abc"}')],
    ['that of another encoder', read(formatProjection(swapped), { id: 'def', d: 2 })],
    ['that of another width', read(formatProjection(swapped), { id: 'abc', d: 3 })],
  ])('refuses %s, and says what to do', (_what, refused) => {
    expect(refused).toThrow(expect.objectContaining({ code: 'model_invalid' }))
    expect(refused).toThrow(/^m\/p\.json .*learn-name-projection\.ts/su)
  })
})
