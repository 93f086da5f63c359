import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { osaDistance } from '../../speller/edit-distance.ts'
import { joined, normalise } from '../../speller/normalise.ts'
import { nearEdits } from '../../speller/rank-hits.ts'
import { formsOf, type Harness, nameOf } from './contract-harness.ts'

const near = (span: string, name: string) => {
  const max = nearEdits([...joined(span)].length, [...joined(name)].length)
  return osaDistance(joined(span), joined(name), max) <= max
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', 'ж'), minLength: 1, maxLength: 7 }).map(normalise)
const catalog = fc
  .uniqueArray(word, { minLength: 1, maxLength: 40 })
  .chain((forms) =>
    fc
      .array(fc.nat({ max: 9 }), { minLength: forms.length, maxLength: forms.length })
      .map((counts) => ({ forms, counts })),
  )
  .map(({ forms, counts }) => forms.map((form, i) => nameOf(form, { count: counts[i]! + 1 })))

/** What a search finds, and in which order. */
export function describeSearch({ test, drawn, openFresh, openIndex, openWith, ingest, find }: Harness): void {
  describe('search', () => {
    test('finds nothing, and does not fail, before there is a catalog', async () => {
      const index = await openIndex((await openFresh()).store)
      expect(await index.search(['red bull', ''], { limit: 5 })).toEqual([[], []])
      expect(await index.counts(['red bull'])).toEqual([0])
      expect(await index.info()).toMatchObject({ names: 0, bigrams: 0, products: 0 })
      await index.remove(['red bull'])
    })

    test('finds nothing, and does not fail, in an empty catalog', async () => {
      const { index } = await openWith([])
      expect(await index.search(['red bull', ''], { limit: 5 })).toEqual([[], []])
      expect(await index.search([], { limit: 5 })).toEqual([])
    })

    test('answers every span in its place, repeated and empty ones too', async () => {
      const { index } = await openWith([nameOf('Nike'), nameOf('Puma')])
      const hits = await index.search(['puma', '', 'nike', 'puma', 'zzzzzzzz'], { limit: 5 })
      expect(hits.map(formsOf)).toEqual([['puma'], [], ['nike'], ['puma'], []])
    })

    test('returns the name whole', async () => {
      const plain = nameOf("L'Oréal Paris", { kind: 'line', count: 7 })
      const local = nameOf('Müller', { kind: 'query', count: 3, locale: 'de-DE' })
      const { index } = await openWith([plain, local])
      expect(await find(index, 'loreal paris')).toEqual([{ name: plain, edits: 0, score: 1 }])
      expect(await find(index, 'muller')).toEqual([{ name: local, edits: 0, score: 1 }])
    })

    test('puts the exact name first, whatever its count', async () => {
      const { index } = await openWith([nameOf('shoe', { count: 1 }), nameOf('shoes', { count: 900 })])
      const hits = await find(index, 'shoe')
      expect(formsOf(hits)).toEqual(['shoe', 'shoes'])
      expect(hits[0]!.score).toBe(1)
      expect(hits[1]!.score).toBeLessThan(1)
      expect(hits[1]!.score).toBeGreaterThan(0)
    })

    test('lets joined and split forms find each other', async () => {
      const { index } = await openWith([nameOf('Red Bull', { count: 5 }), nameOf('Pricepfister', { count: 4 })])
      for (const span of ['redbull', 'red bull', 're dbull'])
        expect(await find(index, span)).toMatchObject([{ name: { form: 'red bull' }, edits: 0, score: 1 }])
      for (const span of ['price pfister', 'pricepfister'])
        expect(await find(index, span)).toMatchObject([{ name: { form: 'pricepfister' }, edits: 0, score: 1 }])
    })

    test('finds both where the catalog has a joined and a split form', async () => {
      const { index } = await openWith([nameOf('dishwasher', { count: 9 }), nameOf('dish washer', { count: 2 })])
      expect(formsOf(await find(index, 'dish washer'))).toEqual(['dishwasher', 'dish washer'])
    })

    test('finds a name at one edit of each type', async () => {
      const { index } = await openWith([nameOf('adidas'), nameOf('makita'), nameOf('bic')])
      const spans = ['adiddas', 'adias', 'adidos', 'adiads', 'xadidas', 'didas', 'adida', 'bix', 'bci', 'bc', 'bicc']
      const hits = await index.search(spans, { limit: 5 })
      expect(hits.map((own) => own[0] && [own[0].name.form, own[0].edits])).toEqual(
        spans.map((span) => [span.startsWith('b') ? 'bic' : 'adidas', 1]),
      )
    })

    test('finds a name at two edits where one of the two has more than four letters', async () => {
      const { index } = await openWith([nameOf('Milwaukee'), nameOf('Stihl'), nameOf('Bosch'), nameOf('Fein')])
      expect(formsOf(await find(index, 'bsh'))).toEqual(['bosch'])
      expect(formsOf(await find(index, 'bsoh'))).toEqual(['bosch'])
      expect(formsOf(await find(index, 'feinnn'))).toEqual(['fein'])
      expect(await find(index, 'fnei')).toEqual([])
      const spans = ['milwakee', 'milwuakke', 'melwauke', 'milkwuakee', 'sthil', 'stillh', 'shtil', 'tihll']
      const hits = await index.search(spans, { limit: 5 })
      expect(hits.map((own) => own[0]?.name.form)).toEqual(
        spans.map((span) => (span.startsWith('m') ? 'milwaukee' : 'stihl')),
      )
    })

    test('orders by edits, then by count, then by form', async () => {
      const names = [
        nameOf('casio', { count: 1 }),
        nameOf('casia', { count: 5 }),
        nameOf('casie', { count: 5 }),
        nameOf('casis', { count: 80 }),
        nameOf('cusia', { count: 900 }),
      ]
      const { index } = await openWith(names)
      const hits = await find(index, 'casio')
      expect(formsOf(hits)).toEqual(['casio', 'casis', 'casia', 'casie', 'cusia'])
      expect(hits.map((hit) => hit.edits)).toEqual([0, 1, 1, 1, 2])
      const scores = hits.map((hit) => hit.score)
      expect(scores).toEqual([...scores].sort((a, b) => b - a))
    })

    test('orders names of as many edits by what they cost to type and their count, where told the cost', async () => {
      const names = [nameOf('casia', { count: 5 }), nameOf('casis', { count: 80 }), nameOf('cusia', { count: 900 })]
      const { index } = await openWith(names)
      const hits = async (costs: Readonly<Record<string, number>>) => {
        const typingCost = (intended: string, typed: string) => {
          expect(typed).toBe('casio')
          return costs[intended]!
        }
        return formsOf((await index.search(['casio'], { limit: 2, typingCost }))[0]!)
      }
      expect(await hits({ casia: 4, casis: 4, cusia: 0 })).toEqual(['casis', 'casia'])
      expect(await hits({ casia: 4, casis: 9, cusia: 0 })).toEqual(['casia', 'casis'])
    })

    test('takes a name added at run time into that order', async () => {
      const { index } = await openWith([nameOf('casia', { count: 5 }), nameOf('casis', { count: 5 })])
      await index.upsert([nameOf('casie', { count: 5 })])
      const costs: Readonly<Record<string, number>> = { casia: 3, casie: 2, casis: 1 }
      const typingCost = (intended: string) => costs[intended]!
      const [hits] = await index.search(['casio'], { limit: 3, typingCost })
      expect(formsOf(hits!)).toEqual(['casis', 'casie', 'casia'])
    })

    test('counts the edits of every hit, also of names that are not near', async () => {
      const { index } = await openWith([nameOf('Milwaukee'), nameOf('Millennium'), nameOf('Bosch')])
      const hits = await find(index, 'milwokey')
      for (const hit of hits) expect(osaDistance('milwokey', hit.name.form, 99)).toBe(hit.edits)
      expect(formsOf(hits)).not.toContain('bosch')
    })

    test('adds names that only share n-grams to a single term that nothing within 1 edit explains', async () => {
      const { index } = await openWith([nameOf('vaccum'), nameOf('vaccines'), nameOf('bosch')])
      const spans = ['vaccidem', 'vaccuim', 'vacci dem']
      const hits = await index.search(spans, { limit: 5 })
      expect(hits.map((own) => own.map(({ name, edits }) => `${name.form} ${edits}`))).toEqual([
        ['vaccines 2', 'vaccum 3'],
        ['vaccum 1'],
        ['vaccines 2'],
      ])
    })

    test('returns at most `limit` hits, the best ones', async () => {
      const names = Array.from({ length: 30 }, (_, i) =>
        nameOf(`brand${String.fromCharCode(97 + i)}`, { count: i + 1 }),
      )
      const { index } = await openWith(names)
      const all = await find(index, 'brandx', 100)
      expect(all.length).toBeGreaterThan(5)
      expect(await find(index, 'brandx', 5)).toEqual(all.slice(0, 5))
      expect(await find(index, 'brandx', 1)).toMatchObject([{ name: { form: 'brandx' }, edits: 0 }])
    })

    test('keeps to names of the locale, or of none', async () => {
      const names = [
        nameOf('colour', { locale: 'en-GB' }),
        nameOf('color', { locale: 'en-US' }),
        nameOf('colon', { locale: 'de-DE' }),
        nameOf('colot'),
      ]
      const { index } = await openWith(names)
      expect(formsOf(await find(index, 'color', 10, 'en-GB')).sort()).toEqual(['colot', 'colour'])
      expect(formsOf(await find(index, 'color', 10, 'en-US')).sort()).toEqual(['color', 'colot'])
      expect(formsOf(await find(index, 'color', 10, 'fr-FR'))).toEqual(['colot'])
      expect(formsOf(await find(index, 'color')).sort()).toEqual(['colon', 'color', 'colot', 'colour'])
    })

    test('finds distant names of the locale, however many of another are nearer', async () => {
      const others = Array.from({ length: 120 }, (_, i) => nameOf(`signal ${i + 1}`, { locale: 'en' }))
      const { index } = await openWith([
        nameOf('Señal', { locale: 'es' }),
        nameOf('signl', { locale: 'en' }),
        ...others,
      ])
      expect(formsOf(await find(index, 'signl', 10, 'es'))).toEqual(['senal'])
      expect(formsOf(await find(index, 'signl', 1, 'en'))).toEqual(['signl'])
    })

    test('keeps names of one form apart by locale', async () => {
      const { index } = await openWith([
        nameOf('Persil', { count: 3 }),
        nameOf('PERSIL', { count: 8, locale: 'de-DE' }),
      ])
      expect((await find(index, 'persil')).map((hit) => hit.name.text)).toEqual(['PERSIL', 'Persil'])
      expect((await find(index, 'persil', 5, 'en-GB')).map((hit) => hit.name.text)).toEqual(['Persil'])
    })

    test('counts edits in code points, in every script', async () => {
      const { index } = await openWith([
        nameOf('Московская'),
        nameOf('資生堂'),
        nameOf('𝒜𝓃 𐐨𐐩𐐪𐐫𐐬'),
        nameOf('한국타이어'),
      ])
      expect(await find(index, normalise('масковская'))).toMatchObject([{ name: { text: 'Московская' }, edits: 1 }])
      expect(await find(index, '資生室')).toMatchObject([{ name: { text: '資生堂' }, edits: 1 }])
      expect(await find(index, normalise('𝒜𝓃 𐐨𐐩𐐪𐐫'))).toMatchObject([{ name: { text: '𝒜𝓃 𐐨𐐩𐐪𐐫𐐬' }, edits: 1 }])
      expect(await find(index, normalise('한국타어이'))).toMatchObject([{ name: { text: '한국타이어' }, edits: 1 }])
    })

    test('returns only true edits, in order, without repeats, for any catalog and span', async () => {
      const { store, index } = await openWith([])
      await fc.assert(
        fc.asyncProperty(
          catalog,
          fc.array(word, { minLength: 1, maxLength: 6 }),
          fc.integer({ min: 1, max: 6 }),
          async (names, spans, limit) => {
            await ingest(store, names)
            const found = await index.search(spans, { limit })
            found.forEach((hits, i) => {
              const distances = hits.map((hit) => osaDistance(joined(spans[i]!), joined(hit.name.form), 9))
              expect(hits.map((hit) => hit.edits)).toEqual(distances)
              expect(distances).toEqual([...distances].sort((a, b) => a - b))
              expect(new Set(formsOf(hits)).size).toBe(hits.length)
              expect(hits.length).toBeLessThanOrEqual(limit)
              for (const hit of hits) expect(hit.score === 1).toBe(hit.edits === 0)
            })
          },
        ),
        { numRuns: drawn },
      )
    })

    test('finds every name that is near, for any catalog of short words', async () => {
      const { store, index } = await openWith([])
      await fc.assert(
        fc.asyncProperty(catalog, fc.array(word, { minLength: 1, maxLength: 12 }), async (names, spans) => {
          await ingest(store, names)
          const found = await index.search(spans, { limit: 100 })
          found.forEach((hits, i) => {
            const expected = names.filter((name) => near(spans[i]!, name.form)).map((name) => name.form)
            expect(formsOf(hits)).toEqual(expect.arrayContaining(expected))
          })
        }),
        { numRuns: drawn },
      )
    })
  })
}
