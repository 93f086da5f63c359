import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compose, maxCandidates, pairForms } from './compose.ts'
import { bigramForm, logProbability, sentenceStart, type TermCounts } from './language-model.ts'
import { parseQuery } from './normalise.ts'
import { typedReading } from './readings.ts'
import type { Reading } from './types.ts'

const countsOf = (table: Record<string, number>): TermCounts => ({
  count: (form) => table[form] ?? 0,
  zipf: () => 0,
  products: 50,
})
const languageWeight = 0.8

/** Every path through the lattice, with its score as the definition has it. */
function everyPath(terms: number, readings: readonly Reading[], counts: TermCounts): { text: string; score: number }[] {
  const paths: { text: string; score: number }[] = []
  const walk = (at: number, texts: readonly string[], cost: number) => {
    if (at === terms) {
      const language = texts.reduce(
        (sum, term, i) => sum + logProbability(counts, texts[i - 1] ?? sentenceStart, term),
        0,
      )
      paths.push({ text: texts.join(' '), score: languageWeight * language - cost })
    } else
      for (const reading of readings)
        if (reading.from === at) walk(reading.to, [...texts, ...reading.terms], cost + reading.cost)
  }
  walk(0, [], 0)
  return paths
}

const term = fc.constantFrom('a', 'b', 'c', 'd')
const lattice = fc.array(term, { minLength: 1, maxLength: 4 }).chain((terms) => {
  const query = parseQuery(terms.join(' '))
  const other = fc
    .tuple(
      fc.nat({ max: terms.length - 1 }),
      fc.integer({ min: 1, max: 2 }),
      fc.array(term, { minLength: 1, maxLength: 2 }),
      fc.integer({ min: 1, max: 60 }),
    )
    .map(([from, size, texts, cost]) => ({
      from,
      to: Math.min(terms.length, from + size),
      terms: texts,
      cost: cost / 7,
    }))
  const counts = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'a b', 'b c', 'c d', 'd a', '<s> a', 'b b'),
    fc.integer({ min: 1, max: 40 }),
  )
  return fc.record({
    query: fc.constant(query),
    readings: fc
      .array(other, { maxLength: 5 })
      .map((more): Reading[] => [...query.terms.map((_, i) => typedReading(query, i)), ...more]),
    counts: counts.map(countsOf),
  })
})

describe('compose', () => {
  it('finds the best path of all, and every candidate is a path with its own score', () => {
    fc.assert(
      fc.property(lattice, ({ query, readings, counts }) => {
        const paths = everyPath(query.terms.length, readings, counts)
        const candidates = compose(query, readings, counts)
        expect(candidates[0]!.score).toBeCloseTo(Math.max(...paths.map((path) => path.score)), 9)
        for (const { text, score } of candidates) {
          const own = paths.filter((path) => path.text === text).map((path) => path.score)
          expect(score).toBeCloseTo(Math.max(...own), 9)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('holds the query as typed, distinct texts, best first, and covers the query', () => {
    fc.assert(
      fc.property(lattice, ({ query, readings, counts }) => {
        const candidates = compose(query, readings, counts)
        const texts = candidates.map((candidate) => candidate.text)
        expect(texts).toContain(query.text)
        expect(new Set(texts).size).toBe(texts.length)
        const scores = candidates.map((candidate) => candidate.score)
        expect(scores).toEqual([...scores].sort((a, b) => b - a))
        for (const { text, readings: path } of candidates) {
          expect(path.flatMap((reading) => reading.terms).join(' ')).toBe(text)
          expect(path.map((reading) => reading.from)).toEqual([0, ...path.slice(0, -1).map((reading) => reading.to)])
          expect(path.at(-1)!.to).toBe(query.terms.length)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('returns at most `maxCandidates`, the typed query among them even when it is the worst', () => {
    const query = parseQuery('zz')
    const others = Array.from({ length: 12 }, (_, i) => `word${String.fromCharCode(97 + i)}`)
    const readings = [typedReading(query, 0), ...others.map((text) => ({ from: 0, to: 1, terms: [text], cost: 1 }))]
    const counts = countsOf(Object.fromEntries(others.map((text, i) => [text, 40 - i])))
    const texts = compose(query, readings, counts).map((candidate) => candidate.text)
    expect(texts).toEqual([...others.slice(0, maxCandidates - 1), 'zz'])
  })

  it('composes a long query whose every term has many readings', () => {
    const raw = Array.from({ length: 16 }, (_, i) => `t${String.fromCharCode(97 + i)}`).join(' ')
    const query = parseQuery(raw)
    const readings = query.terms.flatMap((_, i): Reading[] => [
      typedReading(query, i),
      ...Array.from({ length: 8 }, (_, r) => ({
        from: i,
        to: i + 1,
        terms: [`r${String.fromCharCode(97 + r)}`],
        cost: r + 1,
      })),
    ])
    const candidates = compose(query, readings, countsOf({}))
    expect(candidates[0]!.text).toBe(raw)
    expect(candidates.length).toBeGreaterThan(1)
  })
})

describe('pairForms', () => {
  it('names every pair that composing asks the language model for', () => {
    fc.assert(
      fc.property(lattice, ({ query, readings }) => {
        const forms = pairForms(query, readings)
        expect(new Set(forms).size).toBe(forms.length)
        const asked = new Set<string>()
        const spy: TermCounts = {
          count: (form) => {
            if (form.includes(' ')) asked.add(form)
            return 1
          },
          zipf: () => 0,
          products: 1,
        }
        compose(query, readings, spy)
        expect(forms).toEqual(expect.arrayContaining([...asked]))
      }),
    )
  })

  it('begins at the sentence start', () => {
    const query = parseQuery('red 15')
    const readings = query.terms.map((_, i) => typedReading(query, i))
    expect(pairForms(query, readings)).toEqual([bigramForm(sentenceStart, 'red'), 'red 0'])
  })
})
