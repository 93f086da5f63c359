import { describe, expect, it } from 'vitest'
import { SpellerError } from './errors.ts'
import { compoundZipf } from './compound-words.ts'
import { languageOf, vocabularyOf } from './vocabulary.ts'

const table = (zipfOf: Readonly<Record<string, number>>) => ({ zipf: (term: string) => zipfOf[term] ?? 0 })
const background = table({ the: 7, sneaker: 3.5, machine: 5, koch: 1.5 })
const german = table({ koch: 4.2, topf: 3.9, sneaker: 3.1, machine: 2 })
const languages = { words: (language: string) => Promise.resolve(language === 'de' ? german : undefined) }
const rethrow = (error: unknown) => {
  throw error
}
const knowledge = { background, languages }

describe('languageOf', () => {
  it.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['pt-BR', 'pt'],
    ['EN-gb', 'en'],
  ])('%s is %s', (locale, language) => {
    expect(languageOf(locale)).toBe(language)
  })
})

describe('vocabularyOf', () => {
  it('takes a term for as common as it is in the language or in English', async () => {
    const { language, zipf, words } = await vocabularyOf('de', knowledge, rethrow)
    expect(language).toBe('de')
    expect(['koch', 'sneaker', 'machine', 'the', 'kohc'].map(zipf)).toEqual([4.2, 3.5, 5, 7, 0])
    expect(words).toBe(german)
  })

  it('takes a compound for a rare word, but does not list it', async () => {
    const { zipf, words } = await vocabularyOf('de', knowledge, rethrow)
    expect([zipf('kochtopf'), zipf('kohctopf')]).toEqual([compoundZipf, 0])
    expect(words!.zipf('kochtopf')).toBe(0)
  })

  it('is the background alone for English, and knows no words of a language without a table', async () => {
    const english = await vocabularyOf('en', knowledge, rethrow)
    expect([english.zipf('koch'), english.zipf('kochtopf'), english.words]).toEqual([1.5, 0, background])
    const turkish = await vocabularyOf('tr', knowledge, rethrow)
    expect([turkish.zipf('koch'), turkish.zipf('the'), turkish.words]).toEqual([1.5, 7, undefined])
  })

  it('goes on without words that cannot be read, and tells of it', async () => {
    const damaged = new SpellerError('model_invalid', 'models/languages/de.bin: damaged')
    const told: unknown[] = []
    const failing = { background, languages: { words: () => Promise.reject(damaged) } }
    const { zipf, words } = await vocabularyOf('de', failing, (error) => told.push(error))
    expect([zipf('koch'), words]).toEqual([1.5, undefined])
    expect(told).toEqual([damaged])
  })
})
