import { describe, expect, it } from 'vitest'
import { normalise } from './normalise.ts'
import { spellingIn } from './spelling.ts'
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
