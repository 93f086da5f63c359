import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, type DecodingOptions, type Verify } from './aggressive-decoding.ts'
import { bytesOf, symbols, textOf } from './tokens.ts'

/** The most probable symbol after a prefix, and its log-probability. */
type Model = (prefix: string) => { readonly symbol: number; readonly logProbability: number }

/** A decoder that takes all its answers from the model; wrong bytes get a log-probability one lower. */
function verifierOf(model: Model): Verify {
  return async (drafts) =>
    drafts.map((draft) => {
      const places = Array.from({ length: draft.length + 1 }, (_, t) => model(latin(draft.subarray(0, t))))
      return {
        best: places.map((place) => place.symbol),
        bestLogProbability: places.map((place) => place.logProbability),
        ownLogProbability: places.map((place, t) =>
          place.symbol === (draft[t] ?? symbols.eos) ? place.logProbability : place.logProbability - 1,
        ),
      }
    })
}

function greedily(model: Model, maxBytes: number) {
  const bytes: number[] = []
  let logProbability = 0
  for (;;) {
    const next = model(latin(Uint8Array.from(bytes)))
    logProbability += next.logProbability
    if (next.symbol === symbols.eos) return { bytes: Uint8Array.from(bytes), logProbability }
    if (next.symbol > 255 || bytes.length >= maxBytes) return undefined
    bytes.push(next.symbol)
  }
}

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes)

function hash(text: string, seed: number): number {
  let h = seed | 1
  for (const letter of text) h = Math.imul(h ^ letter.codePointAt(0)!, 0x9e3779b1) ^ (h >>> 13)
  return h >>> 0
}

/** Wants to write `goal`, and strays at hashed places: to another letter, to the end or to a symbol that is no byte. */
function strayingModel(goal: string, seed: number, straying: number): Model {
  return (prefix) => {
    const h = hash(prefix, seed)
    const logProbability = -(h % 1000) / 1000
    const next = goal.startsWith(prefix) ? goal.charCodeAt(prefix.length) : 97 + (h % 3)
    const wanted = Number.isNaN(next) ? symbols.eos : next
    if (h % 100 >= straying) return { symbol: wanted, logProbability }
    return { symbol: [symbols.eos, symbols.pad, 97, 98, 32, 99][(h >>> 8) % 6]!, logProbability }
  }
}

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 14 })
const bytes = text.map(bytesOf)
const options: DecodingOptions = { sources: [], maxPasses: 100, maxBytes: 20, width: 4 }
const write = (goal: string) => verifierOf(strayingModel(goal, 7, 0))

describe('decode', () => {
  it('gives exactly the greedy output, with its log-probability, whatever model, drafts and sources', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          goal: text,
          seed: fc.nat(),
          straying: fc.constantFrom(0, 5, 30),
          drafts: fc.array(bytes, { maxLength: 4 }),
          sources: fc.array(bytes, { maxLength: 4 }),
          width: fc.integer({ min: 1, max: 8 }),
        }),
        async ({ goal, seed, straying, drafts, sources, width }) => {
          const model = strayingModel(goal, seed, straying)
          const expected = greedily(model, options.maxBytes)
          const got = await decode(verifierOf(model), drafts, { ...options, sources, width })
          expect(got.greedy && latin(got.greedy.bytes)).toEqual(expected && latin(expected.bytes))
          if (expected) expect(got.greedy!.logProbability).toBeCloseTo(expected.logProbability, 10)
          expect(got.passes).toBeLessThanOrEqual((expected?.bytes.length ?? options.maxBytes) + 1)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('gives the greedy output or none when passes are few, and never takes more', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), bytes, fc.integer({ min: 1, max: 5 }), async (goal, seed, draft, maxPasses) => {
        const model = strayingModel(goal, seed, 10)
        const got = await decode(verifierOf(model), [draft], { ...options, maxPasses })
        expect(got.passes).toBeLessThanOrEqual(maxPasses)
        if (got.greedy) expect(got.greedy).toEqual(greedily(model, options.maxBytes))
      }),
      { numRuns: 300 },
    )
  })

  it('scores every draft to its end in the first pass', async () => {
    const { draftLogProbabilities } = await decode(
      verifierOf((prefix) => ({
        symbol: prefix === 'ab' ? symbols.eos : 'ab'.charCodeAt(prefix.length),
        logProbability: -0.5,
      })),
      ['ab', 'ax', ''].map(bytesOf),
      options,
    )
    expect(draftLogProbabilities).toEqual([-1.5, expect.closeTo(-2.5 - 1, 10), -1.5])
  })

  const passesFor = async (goal: string, drafts: string[], sources: string[] = []) => {
    const got = await decode(write(goal), drafts.map(bytesOf), {
      ...options,
      maxBytes: 80,
      sources: sources.map(bytesOf),
    })
    expect(textOf(got.greedy!.bytes)).toBe(goal)
    return got.passes
  }

  it('takes one pass when a draft is right', async () => {
    expect(await passesFor('nike running shoes', ['nikee runing shoes', 'nike running shoes'])).toBe(1)
  })

  it.each([
    ['a letter too many', 'nike shoes', 'nikke shoes'],
    ['a letter left out', 'running shoes', 'runing shoes'],
    ['a wrong letter', 'nike shoes', 'nime shoes'],
    ['two letters swapped', 'nike shoes', 'nkie shoes'],
    ['a word split', 'redbull can', 'red bull can'],
  ])('takes two passes after %s', async (_, goal, query) => {
    expect(await passesFor(goal, [query])).toBe(2)
  })

  it('copies the rest of a name, then of the query', async () => {
    expect(await passesFor('hunter douglas blinds', ['huxtxr dogless blinds'], ['blinds', 'hunter douglas'])).toBe(2)
  })

  it('makes several mistakes cost one pass each', async () => {
    expect(await passesFor('nike running shoes', ['nikke runing shose'])).toBe(4)
  })
})
