import { describe, expect, it } from 'vitest'
import { normalise, parseQuery } from './normalise.ts'
import { mapped } from './override-edits.ts'
import { applyEdits, editsOf } from './edits.ts'
import { compileOverrides, type OverrideRule } from './overrides.ts'

describe('compileOverrides', () => {
  it('counts the rules, and without rules says no to everything', () => {
    const none = compileOverrides([])
    expect(none.size).toBe(0)
    expect([none.protects('nike'), none.mapsTo('nike'), none.forbids('nike')]).toEqual([false, undefined, false])
    expect(
      compileOverrides([
        { rule: 'protect', term: 'a' },
        { rule: 'never', term: 'b' },
      ]).size,
    ).toBe(2)
  })

  const sameForms = ['wi fi', 'Wi-Fi', 'WIFI', 'wi  fi', 'wi_fi', "Wi'Fi"].map(normalise)

  it.each(sameForms)('protects %j whatever case, hyphen or space the rule is written with', (form) => {
    for (const term of ['Wi-Fi', 'wifi', 'WI FI'])
      expect(compileOverrides([{ rule: 'protect', term }]).protects(form)).toBe(true)
    expect(compileOverrides([{ rule: 'protect', term: 'Wi-Fi' }]).protects('wife')).toBe(false)
  })

  it.each(sameForms)('maps %j whatever case, hyphen or space the rule is written with', (form) => {
    for (const from of ['Wi-Fi', 'wifi', 'WI FI'])
      expect(compileOverrides([{ rule: 'map', from, to: 'Wireless LAN' }]).mapsTo(form)).toBe('wireless lan')
    expect(compileOverrides([{ rule: 'map', from: 'Wi-Fi', to: 'x' }]).mapsTo('wife')).toBeUndefined()
  })

  it.each(sameForms)('forbids %j whatever case, hyphen or space the rule is written with', (form) => {
    for (const term of ['Wi-Fi', 'wifi', 'WI FI'])
      expect(compileOverrides([{ rule: 'never', term }]).forbids(`fast ${form} router`)).toBe(true)
  })

  it('forbids whole terms only', () => {
    const overrides = compileOverrides([{ rule: 'never', term: 'red bull' }])
    const forbids = (text: string) => overrides.forbids(text)
    expect(forbids('red bull')).toBe(true)
    expect(forbids('can of red bull light')).toBe(true)
    expect(forbids('red bulls')).toBe(false)
    expect(forbids('bored bull')).toBe(false)
    expect(forbids('red')).toBe(false)
    expect(forbids('')).toBe(false)
  })

  it.each<[OverrideRule]>([
    [{ rule: 'protect', term: 'persil', locale: 'de-DE' }],
    [{ rule: 'map', from: 'persil', to: 'ariel', locale: 'de-DE' }],
    [{ rule: 'never', term: 'persil', locale: 'de-DE' }],
  ])('keeps %j to its locale', (rule) => {
    const overrides = compileOverrides([rule])
    const says = (locale?: string) =>
      overrides.protects('persil', locale) ||
      overrides.mapsTo('persil', locale) === 'ariel' ||
      overrides.forbids('persil', locale)
    expect([says('de-DE'), says('en-GB'), says(undefined)]).toEqual([true, false, false])
  })

  it.each<[OverrideRule]>([
    [{ rule: 'protect', term: 'persil' }],
    [{ rule: 'map', from: 'persil', to: 'ariel' }],
    [{ rule: 'never', term: 'persil' }],
  ])('takes %j for every locale', (rule) => {
    const overrides = compileOverrides([rule])
    for (const locale of ['de-DE', undefined])
      expect(
        overrides.protects('persil', locale) ||
          overrides.mapsTo('persil', locale) === 'ariel' ||
          overrides.forbids('persil', locale),
      ).toBe(true)
  })

  it('prefers the map rule of the locale, and of two alike the later', () => {
    const overrides = compileOverrides([
      { rule: 'map', from: 'trainers', to: 'sneakers' },
      { rule: 'map', from: 'trainers', to: 'running shoes', locale: 'en-GB' },
      { rule: 'map', from: 'pants', to: 'underwear' },
      { rule: 'map', from: 'Pants', to: 'trousers' },
    ])
    expect(overrides.mapsTo('trainers', 'en-GB')).toBe('running shoes')
    expect(overrides.mapsTo('trainers', 'en-US')).toBe('sneakers')
    expect(overrides.mapsTo('pants')).toBe('trousers')
  })

  it('makes no rule of a text without letters or digits', () => {
    const overrides = compileOverrides([
      { rule: 'protect', term: '!!' },
      { rule: 'map', from: '--', to: 'x' },
      { rule: 'never', term: '…' },
    ])
    expect([overrides.protects('nike'), overrides.mapsTo('nike'), overrides.forbids('nike shoes')]).toEqual([
      false,
      undefined,
      false,
    ])
  })
})

describe('mapped', () => {
  const overrides = compileOverrides([
    { rule: 'map', from: 'playstation five', to: 'PlayStation 5' },
    { rule: 'map', from: 'station', to: 'stop' },
    { rule: 'map', from: 'ps5', to: 'playstation 5' },
    { rule: 'map', from: 'wi-fi', to: 'wifi' },
    { rule: 'map', from: 'one two three four five', to: 'too long a window' },
    { rule: 'map', from: 'deleted', to: '!!!' },
    { rule: 'map', from: 'gone', to: 'away', locale: 'en-GB' },
    { rule: 'map', from: 'bus', to: 'coach' },
    { rule: 'protect', term: 'bus' },
  ])
  const apply = (raw: string, locale?: string) => {
    const query = parseQuery(raw)
    const readings = mapped(query, overrides, locale)
    return readings && applyEdits(raw, editsOf(query, readings))
  }

  it.each([
    ['a longest window', 'PLAYSTATION  five games', 'Playstation 5 games'],
    ['a joined form', 'playstationfive', 'playstation 5'],
    ['each place', 'station and station', 'stop and stop'],
    ['a code alone', 'PS5', 'PLAYSTATION 5'],
    ['a code, since the shop says so', 'ps5 controller', 'playstation 5 controller'],
    ['and leaves the rest byte for byte', '  Wi-Fi,  ROUTER 2½m! ', '  Wifi,  ROUTER 2½m! '],
  ])('maps %s', (_, raw, text) => {
    expect(apply(raw)).toBe(text)
  })

  it.each([
    ['no rule fits', 'nike shoes'],
    ['the query already is what the rule wants', 'wifi router'],
    ['the rule is for five terms', 'one two three four five'],
    ['the rule maps to nothing', 'deleted'],
    ['the rule is of another locale', 'gone'],
    ['the query is empty', ''],
    ['the window is part of an address', 'www.station.example station@wi-fi.com'],
    ['the window is protected', 'Bus Stop'],
  ])('is undefined where %s', (_, raw) => {
    expect(apply(raw)).toBeUndefined()
  })

  it('maps by the rule of the locale', () => {
    expect(apply('gone', 'en-GB')).toBe('away')
  })
})

describe('version', () => {
  const rules: readonly OverrideRule[] = [
    { rule: 'protect', term: 'a' },
    { rule: 'map', from: 'a', to: 'b' },
    { rule: 'never', term: 'a', locale: 'de-DE' },
  ]
  const versionOf = (changed: readonly OverrideRule[]) => compileOverrides(changed).version

  it('is equal for equal rules', () => {
    expect(versionOf(rules)).toMatch(/^[0-9a-f]{16}$/)
    expect(versionOf(structuredClone(rules))).toBe(versionOf(rules))
  })

  it.each<[string, readonly OverrideRule[]]>([
    ['rule less', rules.slice(1)],
    ['rule more', [...rules, { rule: 'never', term: 'c' }]],
    ['other kind', [{ rule: 'never', term: 'a' }, ...rules.slice(1)]],
    ['other text', [{ rule: 'protect', term: 'b' }, ...rules.slice(1)]],
    ['other locale', [...rules.slice(0, 2), { rule: 'never', term: 'a', locale: 'fr' }]],
  ])('differs with one %s', (_, changed) => {
    expect(versionOf(changed)).not.toBe(versionOf(rules))
  })
})
