import { describe, expect, it } from 'vitest'
import { createPhraseCounter, type PhraseCounterOptions } from './phrase-counter.ts'
import { createTermDictionary } from './term-dictionary.ts'
import { createTitleParser } from './title-terms.ts'

const countAll = (titles: readonly string[], options: PhraseCounterOptions = {}) => {
  const dictionary = createTermDictionary()
  const parse = createTitleParser(dictionary)
  const counter = createPhraseCounter(dictionary, options)
  for (const title of titles) counter.add(title, parse(title), 0)
  const counts = new Map<string, number>()
  counter.visit((phrase) => {
    const { form, text } = counter.describe(phrase)
    expect(counter.find(form, 0)).toBe(phrase)
    counts.set(text, counter.count(phrase))
  })
  return counts
}

const letters = 'abcdefghijklmnopqrst'
/** Two letters that no other number below 400 has. */
const code = (i: number) => `${letters[Math.floor(i / 20) % 20]}${letters[i % 20]}`

describe('createPhraseCounter', () => {
  it('forgets the rarest phrases when it is full, never a single term, and keeps what is counted often', () => {
    const often = Array.from({ length: 40 }, () => 'Blue Röyal 7 Mug')
    const rare = Array.from({ length: 400 }, (_, i) => `q${code(i)} z${code(i)}`)
    const titles = [...often, ...rare, ...often]
    const all = countAll(titles)
    const bounded = countAll(titles, { mostPhrases: 200 })
    expect(all.get('qaa zaa')).toBe(1)
    expect(bounded.has('qaa zaa')).toBe(false)
    for (const [text, count] of all)
      if (count > 1 || !text.includes(' ')) expect([text, bounded.get(text)]).toEqual([text, count])
  })

  it('counts a phrase that comes again after it was forgotten', () => {
    const rare = Array.from({ length: 400 }, (_, i) => `q${code(i)} z${code(i)}`)
    const counts = countAll([...rare, 'qaa zaa', 'Qaa Zaa'], { mostPhrases: 200 })
    expect([counts.get('qaa zaa'), counts.get('qaa')]).toEqual([2, 3])
  })
})
