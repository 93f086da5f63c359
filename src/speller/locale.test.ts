import { describe, expect, it } from 'vitest'
import { canonicalLocale } from './locale.ts'

describe('canonicalLocale', () => {
  it.each([
    ['de', 'de'],
    ['DE-de', 'de-DE'],
    ['es-419', 'es-419'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['iw', 'he'],
  ])('writes %j as %j', (tag, locale) => {
    expect(canonicalLocale(tag)).toBe(locale)
  })

  it.each(['', 'de_DE', 'd', 'english', 'xx', 'xx-DE', 'de-XX', 'de-', 'und', ' de', 'de\n'])(
    'does not know %j',
    (tag) => {
      expect(canonicalLocale(tag)).toBeUndefined()
    },
  )
})
