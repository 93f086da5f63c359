import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { featureNames, type FeatureName } from './feature-names.ts'
import { changesRightWords, featuresOf, type ModelEvidence } from './features.ts'
import { parseQuery } from './normalise.ts'
import { acrossNumbers } from './numbers.ts'
import type { ReadingTraits } from './reading-traits.ts'
import type { Candidate, Reading } from './types.ts'

const table: Record<string, number> = {
  nike: 40,
  shoes: 60,
  running: 30,
  'running shoes': 20,
  'nike running': 9,
  lip: 5,
  balm: 6,
  'lip balm': 4,
}
const zipf: Record<string, number> = { shoes: 5, running: 4.5, lip: 4, with: 6.9 }
const counts = { count: (form: string) => table[form] ?? 0, zipf: (term: string) => zipf[term] ?? 0, products: 100 }
const facts = {
  counts,
  numberless: acrossNumbers(counts),
  isBrand: (form: string) => form === 'nike',
  isKnownMisspelling: (intended: string, typed: string) => `${intended} ${typed}` === 'shoes shose',
  letters: { surprise: (term: string) => (term === 'shose' ? { mean: 3, most: 6 } : { mean: 2, most: 4 }) },
  vectors: {
    has: (term: string) => ['lip', 'balm', 'palm', 'with', 'shoes'].includes(term),
    similarity: (a: string, b: string) =>
      ({ 'balm lip': 0.8, 'lip palm': -0.2, 'balm with': 0.4 })[[a, b].sort().join(' ')] ?? 0,
  },
  coinageCost: () => 9,
  spellingCost: () => 5,
  misspellingsOf: (intended: string) => (intended === 'shoes' ? 3 : 0),
}
type Window = readonly [from: number, to: number, text: string, cost: number]
const candidateOf = (raw: string, score: number, ...windows: readonly Window[]): Candidate => {
  const query = parseQuery(raw)
  const readings: Reading[] = []
  for (let at = 0; at < query.terms.length;) {
    const window = windows.find(([from]) => from === at)
    const to = window?.[1] ?? at + 1
    readings.push({ from: at, to, terms: window?.[2].split(' ') ?? [query.terms[at]!.text], cost: window?.[3] ?? 0 })
    at = to
  }
  return { text: readings.flatMap((reading) => reading.terms).join(' '), readings, score }
}
/** As `facts`, nothing known yet. */
const fresh = () => ({ ...facts, traits: new Map<Reading, ReadingTraits>() })
const vectorsOf = (raw: string, candidates: readonly Candidate[], evidence: Record<string, ModelEvidence> = {}) =>
  featuresOf(parseQuery(raw), candidates, new Map(Object.entries(evidence)), fresh()).map(
    (vector) => Object.fromEntries(featureNames.map((name, i) => [name, vector[i]!])) as Record<FeatureName, number>,
  )

describe('featuresOf', () => {
  const raw = 'nikee runing shose'
  it('gives candidates the same by what is known already of their readings', () => {
    const candidates = [candidateOf(raw, -60), candidateOf(raw, -30, [0, 1, 'nike', 4], [1, 2, 'running', 3])]
    const other = candidateOf(raw, -40, [2, 3, 'shoes', 5])
    const known = fresh()
    featuresOf(parseQuery(raw), [...candidates, other], new Map(), known)
    expect(known.traits.size).toBe(3)
    const again = featuresOf(parseQuery(raw), candidates, new Map(), known)
    expect(again).toEqual(featuresOf(parseQuery(raw), candidates, new Map(), fresh()))
    expect(again[1]).toHaveLength(featureNames.length)
  })

  const typed = candidateOf(raw, -60)
  const mended = candidateOf(raw, -30, [0, 1, 'nike', 4], [1, 2, 'running', 3], [2, 3, 'shoes', 5])

  it('describes the query as typed by what the catalog does not know of it', () => {
    const [own] = vectorsOf(raw, [typed, mended])
    expect(own).toMatchObject({ typed: 1, cost: 0, edits: 0, language: 0, fit: 0, unknownTerms: 3, strangeTerms: 3 })
    expect(own).toMatchObject({ typedBrand: 0, intendedBrand: 0, intendedCount: 0, intendedZipf: 0, length: 0 })
  })

  it('says how well a change suits the other terms by what they mean, and the typed term; the commonest words say nothing', () => {
    const query = 'lip palm with'
    const [own, change] = vectorsOf(query, [candidateOf(query, -9), candidateOf(query, -8, [1, 2, 'balm', 3])])
    expect(own).toMatchObject({
      related: 0,
      bestRelated: 0,
      typedRelated: 0,
      typedMeaning: 0,
      intendedMeaning: 0,
      relatedGain: 0,
    })
    expect(change).toMatchObject({ related: 0.4, bestRelated: 0.4, typedRelated: -0.1, typedBestRelated: -0.1 })
    expect(change).toMatchObject({ intendedMeaning: 0.5, typedMeaning: 0.5, relatedGain: 0.5 })
    const [, unknown] = vectorsOf('lip plam', [
      candidateOf('lip plam', -9),
      candidateOf('lip plam', -8, [1, 2, 'balm', 3]),
    ])
    expect(unknown).toMatchObject({ related: 0.4, typedRelated: 0, typedMeaning: 0, relatedGain: 0 })
  })

  it('describes a change by its cost, its terms and its lead', () => {
    const [, change] = vectorsOf(raw, [typed, mended])
    expect(change).toMatchObject({ typed: 0, edits: 3, breaks: 0, combinations: 0, firstLetter: 0, unknownTerms: 0 })
    expect(change).toMatchObject({
      intendedBrand: 1,
      typedBrand: 0,
      knownMisspelling: 1,
      spaceOnly: 0,
      short: 0,
      lead: 2,
    })
    expect(change!.cost).toBeCloseTo(12 / 5)
    expect(change!.intendedCount).toBeCloseTo(Math.log(31) / 3)
    expect(change!.length).toBeCloseTo(5 / 8)
    expect(change!.editShare).toBeCloseTo((1 / 5) * 3)
    expect(change!.fit).toBeCloseTo((Math.log(21) + Math.log(10)) / 3)
    expect(change!.language).toBeGreaterThan(0)
  })

  it('tells breaks from combinations, and changes of spaces alone', () => {
    const [broken] = vectorsOf('lipbalm', [candidateOf('lipbalm', 0, [0, 1, 'lip balm', 5])])
    expect(broken).toMatchObject({ breaks: 1, combinations: 0, spaceOnly: 1, editShare: 0 })
    const [combined] = vectorsOf('lip balm', [candidateOf('lip balm', 0, [0, 2, 'lipbalm', 5])])
    expect(combined).toMatchObject({ breaks: 0, combinations: 1, spaceOnly: 1 })
    expect(combined!.typedPair).toBeCloseTo(Math.log(5) / 3)
    expect(combined!.typedCount).toBeCloseTo(Math.log(6) / 3)
  })

  it('marks a change of a brand, of a short term and of a first letter', () => {
    const [change] = vectorsOf('nike', [candidateOf('nike', 0, [0, 1, 'bike', 4])])
    expect(change).toMatchObject({ typedBrand: 1, firstLetter: 1, short: 1 })
  })

  it('reads what a corrector says, and says nothing of it where none answered', () => {
    const silent = vectorsOf(raw, [typed, mended])
    for (const vector of silent)
      expect(vector).toMatchObject({ modelShare: 0, modelGain: 0, modelGreedy: 0, modelPerByte: 0 })
    const [own, change] = vectorsOf(raw, [typed, mended], {
      [typed.text]: { logProbability: -9, greedy: false },
      [mended.text]: { logProbability: -2, greedy: true },
    })
    expect(own!.modelShare + change!.modelShare).toBeCloseTo(1)
    expect(change!.modelGain).toBeCloseTo(7 / 5)
    expect([own!.modelGreedy, change!.modelGreedy]).toEqual([0, 1])
    expect(change!.modelPerByte).toBeCloseTo(-2 / (mended.text.length + 1))
  })

  it('is finite, one vector per candidate, for any candidates and any finite evidence', () => {
    const term = fc.constantFrom('nike', 'shoes', 'shose', 'lip', 'balm', '15', 'é')
    const windows = fc.array(
      fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 2 }), fc.array(term, { minLength: 1, maxLength: 3 })),
      { maxLength: 3 },
    )
    const log = fc.double({ min: -1e6, max: 0, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(term, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(windows, log)),
        (terms, changes) => {
          const text = terms.join(' ')
          const candidates = [
            candidateOf(text, -5),
            ...changes.map(([own], i) =>
              candidateOf(
                text,
                -i,
                ...own.map(([from, size, to]): Window => [from, Math.min(terms.length, from + size), to.join(' '), 3]),
              ),
            ),
          ]
          const evidence = new Map(
            changes.map(([, logProbability], i) => [candidates[i]!.text, { logProbability, greedy: i === 0 }]),
          )
          const vectors = featuresOf(parseQuery(text), candidates, evidence, fresh())
          expect(vectors).toHaveLength(candidates.length)
          for (const vector of vectors) {
            expect(vector).toHaveLength(featureNames.length)
            expect(vector.every(Number.isFinite)).toBe(true)
          }
        },
      ),
    )
  })
})

describe('changesRightWords', () => {
  const vector = (own: Partial<Record<FeatureName, number>>) => featureNames.map((name) => own[name] ?? 0)

  it.each([
    ['a term of the catalog that slips do not explain', { typedCount: 1, explained: 0.6 }, true],
    ['a term of the catalog that slips explain', { typedCount: 1, explained: 0.4 }, false],
    ['a term that nobody knows', { typedCount: 0, explained: 2 }, false],
    ['a common word outside the catalog', { typedZipf: 3.6 / 3 }, true],
    ['a rare word outside the catalog', { typedZipf: 3.4 / 3 }, false],
  ])('%s', (_, own, expected) => {
    expect(changesRightWords(vector(own))).toBe(expected)
  })
})
