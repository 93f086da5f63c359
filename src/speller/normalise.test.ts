import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyString } from '../testing/any-string.ts'
import { fold, joined, normalise, parseQuery, visible } from './normalise.ts'

/** Any text at all: all planes, lone surrogates, and many marks, ligatures, jamo and white space beside plain letters. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ..."aBz19 \t'’-.@/ßİıŉǆﬁ½⑴Ⅷ²ªςΣ가각ガم़\u0301\u0345\u200d\u00ad\u200b\ufeff`´′\u3000\ud83d\ufdfa".split(''),
    ),
    anyString({ minLength: 1, maxLength: 1 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 24,
})

describe('normalise', () => {
  it.each([
    ['Nike RUNNING  shoes', 'nike running shoes'],
    ['  tab\tand\nline ', 'tab and line'],
    ['Crème brûlée', 'creme brulee'],
    ["L'Oréal", 'loreal'],
    ['L’Oréal', 'loreal'],
    ["Levi's 501", 'levis 501'],
    ["'quoted'", 'quoted'],
    ['Women´s', 'womens'],
    ['women`s', 'womens'],
    ['women‘s', 'womens'],
    ['women＇s', 'womens'],
    ['women′s', 'womens'],
    ['`quoted` ´x´ ‘y’', 'quoted x y'],
    ['6′x4′ pipe 5`b', '6 x4 pipe 5 b'],
    ['Ad\u200bidas run\u00adning', 'adidas running'],
    ['\u200fHygeeni\u200e \u2060', 'hygeeni'],
    ['Bo\ufeffsch \u202bdrill\u202c', 'bosch drill'],
    ['nike\u200b shoes', 'nike shoes'],
    ["O'Neill5", 'oneill 5'],
    ['wi-fi router', 'wi fi router'],
    ['AC/DC', 'ac dc'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['Smørrebrød Æbler Łódź', 'smorrebrod aebler lodz'],
    ['İSTANBUL ışık', 'istanbul isik'],
    ['ﬁsh ﬂakes', 'fish flakes'],
    ['½ inch', '12 inch'],
    ['⑴ piece', '1 piece'],
    ['Ⅷ', 'viii'],
    ['5㎏ bag', '5 bag'],
    ['H₂O m²', 'h2o m2'],
    ['𝒩𝓲𝓴𝓮', 'nike'],
    ['Ｎｉｋｅ', 'nike'],
    ['ΑΘΗΝΑΣ', 'αθηνας'],
    ['Московская ё', 'московская е'],
    ['資生堂', '資生堂'],
    ['한국타이어', '한국타이어'],
    ['', ''],
    ['   ', ''],
    ['!?… -- «»', ''],
    ['\u0301\u0302', ''],
    ['👟🔥', ''],
    ['shoe👟size', 'shoe size'],
    ['\ud83d', ''],
  ])('turns %j into %j', (raw, text) => {
    expect(normalise(raw)).toBe(text)
  })

  it('is idempotent, and leaves only letters, digits and single spaces, for any text', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const text = normalise(raw)
        expect(text).toMatch(/^(?:[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)?$/u)
        expect(normalise(text)).toBe(text)
      }),
      { numRuns: 3000 },
    )
  })

  it('is idempotent for every single code point beside a letter', () => {
    const broken: string[] = []
    const isBroken = (raw: string) => {
      const text = normalise(raw)
      return normalise(text) !== text
    }
    // many at a time, since what parts texts keeps them apart: see the next test
    for (let first = 0; first <= 0x2ffff; first += 256) {
      const texts = Array.from({ length: 256 }, (_, i) => `a${String.fromCodePoint(first + i)}`)
      if (isBroken(texts.join(' '))) broken.push(first.toString(16), ...texts.filter(isBroken))
    }
    expect(broken).toEqual([])
  })

  it('joins no two terms and loses none when texts are put side by side', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(normalise(`${a} ${b}`)).toBe([normalise(a), normalise(b)].filter((text) => text !== '').join(' '))
      }),
    )
  })
})

describe('fold', () => {
  it('keeps only letters and digits, and is idempotent, for any text', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const text = fold(raw)
        expect(text).toMatch(/^[\p{L}\p{N}]*$/u)
        expect(fold(text)).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('visible', () => {
  it('leaves out what takes no room and parts no words, and keeps joiners', () => {
    expect(visible('\ufeffAd\u200bi\u00addas\u200e می\u200cشود')).toBe('Adidas می\u200cشود')
  })
})

describe('parseQuery', () => {
  it('gives each term its place in the raw query', () => {
    const { raw, terms, text } = parseQuery(" Levi's,  JEANS 👖 crème!")
    expect(terms.map(({ start, end }) => raw.slice(start, end))).toEqual(["Levi's", 'JEANS', 'crème'])
    expect(text).toBe('levis jeans creme')
  })

  it('takes what nobody sees into a term only between its letters', () => {
    const { raw, terms } = parseQuery('\u200fni\u200bke\u200e sho\u00ades\ufeff')
    expect(terms.map(({ start, end }) => raw.slice(start, end))).toEqual(['ni\u200bke', 'sho\u00ades'])
  })

  it('finds places that rise, do not touch, and hold the terms, for any text', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const query = parseQuery(raw)
        expect(query.raw).toBe(raw)
        expect(query.text).toBe(query.terms.map((term) => term.text).join(' '))
        let at = 0
        for (const term of query.terms) {
          expect(term.text).not.toBe('')
          expect(term.start).toBeGreaterThanOrEqual(at)
          expect(term.end).toBeGreaterThan(term.start)
          expect(fold(raw.slice(term.start, term.end))).toBe(term.text)
          at = term.end
        }
        expect(at).toBeLessThanOrEqual(raw.length)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['iphone 15 pro', ['15']],
    ['wd40 spray', ['wd40']],
    ['0w-20 oil', ['0w', '20']],
    ['m² tiles', ['m2']],
    ['½ inch pipe', ['12']],
    ['٣ chairs', ['٣']],
    ['https://shop.example/nikee shoes', ['https', 'shop', 'example', 'nikee']],
    ['www.nikee.fr', ['www', 'nikee', 'fr']],
    ['nikee.com sale', ['nikee', 'com']],
    ['NIKEE.CO/sale', ['nikee', 'co', 'sale']],
    ['info@nikee.shop please', ['info', 'nikee', 'shop']],
    ['st. moritz coat', []],
    ['no.commas here', []],
    ['nikee shoes', []],
  ])('freezes in %j the terms %j', (raw, frozen) => {
    expect(
      parseQuery(raw)
        .terms.filter((term) => term.frozen)
        .map((term) => term.text),
    ).toEqual(frozen)
  })

  it('freezes every term whose raw text or form holds a digit', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        for (const term of parseQuery(raw).terms)
          if (/\p{N}/u.test(term.text) || /\p{N}/u.test(raw.slice(term.start, term.end))) expect(term.frozen).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('joined', () => {
  it('lets "red bull" and "redbull" meet', () => {
    expect(joined('red bull')).toBe(joined('redbull'))
    expect(joined('')).toBe('')
  })
})
