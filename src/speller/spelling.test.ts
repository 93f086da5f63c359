import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, normalise } from './normalise.ts'
import { spellingIn, withMarksOf } from './spelling.ts'
import type { Hit, Name } from './types.ts'

const hit = (text: string, locale?: string, count = 1): Hit => {
  const name: Name = { text, form: normalise(text), kind: 'term', count, ...(locale === undefined ? {} : { locale }) }
  return { name, edits: 1, score: 0.9 }
}
const spelled = (hits: readonly Hit[], locale: string | undefined, form: string) => {
  const { text, upper } = spellingIn(hits, locale)(form.split(' '))
  return [text, upper(text)]
}

describe('spellingIn', () => {
  it.each([
    ['de', 'MÜLLER Größe', 'muller grosse', 'müller größe', 'MÜLLER GRÖSSE'],
    ['fr', "L'Œuf brûlé", 'loeuf brule', "l'œuf brûlé", "L'ŒUF BRÛLÉ"],
    ['es', 'Año', 'ano', 'año', 'AÑO'],
    ['tr', 'IŞIKLI İP', 'isikli ip', 'ışıklı ip', 'IŞIKLI İP'],
    ['tr', 'ıspanak', 'ispanak', 'ıspanak', 'ISPANAK'],
  ])('%s: as %j', (locale, name, form, text, upper) => {
    expect(normalise(name)).toBe(form)
    expect(spelled([hit(name, locale)], locale, form)).toEqual([text, upper])
  })

  it('goes by the whole reading before its terms, and by the frequent name before the rare one', () => {
    const hits = [hit('Papá', 'es', 9), hit('papa frita', 'es'), hit('papa', 'es', 2)]
    expect(spelled(hits, 'es', 'papa')[0]).toBe('papá')
    expect(spelled(hits, 'es', 'papa frita')[0]).toBe('papa frita')
    expect(spelled(hits, 'es', 'papa nueva')[0]).toBe('papá nueva')
  })

  it('writes a term that is no name by itself as names of several terms write it', () => {
    const hits = [hit('Müllers Mühle', 'de'), hit('Muhle Nord', 'de', 9), hit('Über Öl', undefined), hit('Öl', 'de', 2)]
    expect(spelled(hits, 'de', 'muhle')).toEqual(['mühle', 'MÜHLE'])
    expect(spelled(hits, 'de', 'neue muhle uber ol')[0]).toBe('neue mühle über öl')
    expect(spelled(hits, 'fr', 'muhle uber')[0]).toBe('muhle über')
  })

  it('leaves folded what has no name of the locale, nor one without any', () => {
    const hits = [hit('Café', 'fr'), hit('Ipek', 'de')]
    expect(spelled(hits, 'tr', 'cafe ipek')).toEqual(['cafe ipek', 'CAFE IPEK'])
    expect(spelled(hits, undefined, 'cafe ipek')).toEqual(['cafe ipek', 'CAFE IPEK'])
  })

  it('goes by names of the locale before those without one', () => {
    const hits = [hit('Ásia', undefined, 90), hit('Asia', 'de', 2), hit('Crème', undefined, 4)]
    expect(spelled(hits, 'de', 'asia creme')).toEqual(['asia crème', 'ASIA CRÈME'])
    expect(spelled(hits, 'fr', 'asia creme')).toEqual(['ásia crème', 'ÁSIA CRÈME'])
  })

  it.each([
    ['Bügeleisen', 'bugeleisen', 'bügeleisen', 'BÜGELEISEN'],
    ["L'Oréal", 'loreal', "l'oréal", "L'ORÉAL"],
    ["Women's Boots", 'womens boots', 'womens boots', 'WOMENS BOOTS'],
    ['Bild', 'bild', 'bild', 'BILD'],
  ])('a name without a locale, %s, as the shop writes it, but for marks alone', (name, form, text, upper) => {
    expect(normalise(name)).toBe(form)
    expect(spelled([hit(name)], undefined, form)).toEqual([text, upper])
    expect(spelled([hit(name)], 'fr', form)).toEqual([text, upper])
    expect(spelled([hit(name, 'de')], undefined, form)).toEqual([form, form.toUpperCase()])
  })
})

describe('withMarksOf', () => {
  it.each([
    ['lötkolbn', 'lotkolben', 'lötkolben'],
    ['Größnplan', 'grossenplan', 'größenplan'],
    ['gartnstühle', 'gartenstuhle', 'gartenstühle'],
    ['œuff', 'oeuf', 'œuf'],
    // what stands between is as it is compared
    ['müsslii', 'muesli', 'müesli'],
    ['tabouré', 'tabouret', 'tabouret'],
    ['éécran', 'ecran', 'ecran'],
    ['séquateurr', 'sequateur', 'séquateur'],
    ['lotkolbn', 'lotkolben', 'lotkolben'],
    ['ää', 'a', 'ä'],
    ['', 'a', 'a'],
  ])('%s, read as %s, is written %s', (typed, text, written) => {
    expect(withMarksOf(typed, text)).toBe(written)
  })

  it('differs from the text by marks alone', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'aäbßsœe'), maxLength: 6 }),
        fc.string({ unit: fc.constantFrom(...'abse'), maxLength: 6 }),
        (typed, text) => {
          expect(fold(withMarksOf(typed, text))).toBe(text)
        },
      ),
    )
  })
})

describe('a word that no name has', () => {
  it('may keep typed marks, a word of a plain name not', () => {
    const spelling = spellingIn([hit('housse de couette')], undefined)
    expect(spelling(['lotkolben']).isUnnamed).toBe(true)
    expect(spelling(['couette']).isUnnamed).toBeUndefined()
  })
})

describe('an elision', () => {
  const hits = [hit("tuyau d'arrosage"), hit("d'arrosage"), hit("women's")]
  it('is written as names write it, in a language that has them; other apostrophes are not', () => {
    const written = (language: string | undefined, form: string) => spellingIn(hits, undefined, language)([form]).text
    expect(written('fr', 'darrosage')).toBe("d'arrosage")
    expect(written('en', 'darrosage')).toBe('darrosage')
    expect(written(undefined, 'darrosage')).toBe('darrosage')
    expect(written('fr', 'womens')).toBe('womens')
  })
})
