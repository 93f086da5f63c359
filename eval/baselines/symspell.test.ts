import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { symSpell, type SymSpellFacts, type SymSpellOptions } from './symspell.ts'

const terms = new Map(
  Object.entries({
    makita: 90,
    cordless: 60,
    drill: 80,
    drills: 5,
    light: 70,
    bulb: 40,
    bulbs: 50,
    dishwasher: 30,
    in: 20,
  }),
)
const facts: SymSpellFacts = {
  terms,
  bigrams: new Map([['light bulbs', 25]]),
  zipf: (term) => ({ blue: 5, drull: 1.2 })[term] ?? 0,
}
const options: SymSpellOptions = {
  maxEdits: 2,
  shortLength: 4,
  minLength: 3,
  minCount: 1,
  knownZipf: 3,
  minPart: 2,
  exactParts: false,
  combines: true,
  bigrams: true,
}
const correct = async (query: string, changed: Partial<SymSpellOptions> = {}) =>
  (await symSpell(facts, { ...options, ...changed }).answer(query)).applied

describe('symSpell', () => {
  it.each([
    ['makta drill', 'makita drill'],
    ['cordles dril', 'cordless drill'],
    ['lightbulbs', 'light bulbs'],
    ['lihgtbulb', 'light bulb'],
    ['dish washer', 'dishwasher'],
    ['dish washre', 'dishwasher'],
    ['light bulbs', 'light bulbs'],
    ['quixotic drill', 'quixotic drill'],
  ])('reads %s as %s', async (typed, meant) => {
    expect(await correct(typed)).toBe(meant)
  })

  it('rewrites without a confidence, and keeps what is right', async () => {
    const system = symSpell(facts, options)
    expect(await system.answer('makta')).toMatchObject({ verdict: 'rewrite', corrected: 'makita', confidence: NaN })
    expect(await system.answer('makita')).toMatchObject({ verdict: 'keep', applied: 'makita' })
  })

  it('keeps every byte outside of changed terms, and their case', async () => {
    expect(await correct('  MAKTA,  18v-Drill  (Cordles) ')).toBe('  MAKITA,  18v-Drill  (Cordless) ')
  })

  it('keeps terms with digits, and combines nothing across them', async () => {
    expect(await correct('dri11')).toBe('dri11')
    expect(await correct('dish 2 washer')).toBe('dish 2 washer')
  })

  it('takes common English words as right, as far as it is told to', async () => {
    expect(await correct('blue drull')).toBe('blue drill')
    expect(await correct('drull', { knownZipf: 1 })).toBe('drull')
    expect(await correct('blue', { knownZipf: Infinity, maxEdits: 2, shortLength: 0 })).toBe('bulb')
  })

  it('trades recall for precision by its options', async () => {
    expect(await correct('codles', { maxEdits: 1 })).toBe('codles')
    expect(await correct('drll')).toBe('drill')
    expect(await correct('drll', { minLength: 5 })).toBe('drll')
    expect(await correct('drils', { minCount: 10 })).toBe('drill')
    expect(await correct('lihgtbulb', { exactParts: true })).toBe('lihgtbulb')
    expect(await correct('lightbulbs', { minPart: Infinity })).toBe('lightbulbs')
    expect(await correct('dish washer', { combines: false })).toBe('dish washer')
  })

  it('breaks a term into neighbours seen in titles rather than change a letter', async () => {
    const shop = { ...facts, terms: new Map([...terms, ['lightbulb', 100]]) }
    const read = async (bigrams: boolean) =>
      (await symSpell(shop, { ...options, bigrams }).answer('lightbulbs')).applied
    expect([await read(true), await read(false)]).toEqual(['light bulbs', 'lightbulb'])
  })

  it('keeps queries of known terms, whatever stands between them', async () => {
    const system = symSpell(facts, options)
    const known = fc.array(fc.tuple(fc.constantFrom(...terms.keys(), 'blue', '18v'), fc.constantFrom(' ', ' - ', ', ')))
    await fc.assert(
      fc.asyncProperty(known, async (parts) => {
        const query = parts.flat().join('')
        expect((await system.answer(query)).applied).toBe(query)
      }),
    )
  })
})
