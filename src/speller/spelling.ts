import { holdsElision } from './elision.ts'
import { fold, parseQuery } from './normalise.ts'
import type { Hit } from './types.ts'

/** How terms are written: with the letters of a locale, where a name of that locale spells them. */
export type Spelling = (terms: readonly string[]) => Spelled

export interface Spelled {
  /** Lower case. */
  readonly text: string
  /** No name tells how it is written: the typed marks are as good. */
  readonly isUnnamed?: true
  readonly upper: (text: string) => string
}

const upper = (text: string) => text.toUpperCase()

/** As they are compared: diacritics folded. */
export const plainSpelling: Spelling = (terms) => ({ text: terms.join(' '), upper })

const isPlain = (text: string) => /^\p{ASCII}*$/u.test(text)

/** How one name writes a form. */
interface Written {
  readonly text: string
  readonly count: number
  /** The name is of the locale that is wanted. */
  readonly isOwn: boolean
}

function putBest(written: Map<string, Written>, form: string, one: Written): void {
  const before = written.get(form)
  if (!before || (one.isOwn === before.isOwn ? one.count > before.count : one.isOwn)) written.set(form, one)
}

/**
 * As the names of the locale among the hits write them ("Müller", "señal", "İstanbul"), but for their case; whole readings before
 * single terms, names of one term before those of several that hold it, frequent names before rare ones. Else as names without a locale write
 * what is not plain ASCII; marks alone ("women's") are left out there, as most shoppers leave them out, but for those of an elision
 * ("d'arrosage") in a `language` that has them. What none of them spells stays as it is compared, but for the typed marks where no name has any
 * of the terms.
 */
export function spellingIn(hits: readonly Hit[], locale: string | undefined, language = locale): Spelling {
  const best = new Map<string, Written>()
  const inPhrases = new Map<string, Written>()
  for (const { name } of hits) {
    const isOwn = locale !== undefined && name.locale === locale
    if (!isOwn && (name.locale !== undefined || (isPlain(name.text) && !holdsElision(name.text, language)))) continue
    putBest(best, name.form, { text: name.text, count: name.count, isOwn })
    if (!name.form.includes(' ') || isPlain(name.text)) continue
    for (const { text: term, start, end } of parseQuery(name.text).terms) {
      const text = name.text.slice(start, end)
      if (!isPlain(text)) putBest(inPhrases, term, { text, count: name.count, isOwn })
    }
  }
  // without one, by no language's rules, whatever the machine's own is
  const rules = locale ?? 'und'
  const written = (form: string) => {
    const name = best.get(form)
    return (
      name && parseQuery(name.text).terms.map(({ start, end }) => name.text.slice(start, end).toLocaleLowerCase(rules))
    )
  }
  return (terms) => {
    const whole = written(terms.join(' '))
    const each = terms.map((term) => written(term)?.join('') ?? inPhrases.get(term)?.text.toLocaleLowerCase(rules))
    if (!whole && each.every((text) => text === undefined)) {
      const plain = plainSpelling(terms)
      const isNamed = hits.some(({ name }) => name.form.split(' ').some((term) => terms.includes(term)))
      return isNamed ? plain : { ...plain, isUnnamed: true }
    }
    const text = whole?.join(' ') ?? each.map((spelled, t) => spelled ?? terms[t]!).join(' ')
    return { text, upper: (given) => given.toLocaleUpperCase(rules) }
  }
}

/**
 * A folded text with the letters of `typed` where both begin alike, and where they end alike: "lötkolbn" tells that "lotkolben" is "lötkolben".
 * An accent on an e beside what is changed belongs to the misspelling ("tabouré", "tabouret").
 */
export function withMarksOf(typed: string, text: string): string {
  const letters = [...typed.normalize('NFC').toLowerCase()].map((letter) => ({ letter, folded: fold(letter) }))
  let [head, at] = [0, 0]
  for (const { folded } of letters) {
    if (folded === '' || !text.startsWith(folded, at)) break
    at += folded.length
    head++
  }
  let [tail, end] = [letters.length, text.length]
  for (const { folded } of letters.slice(head).reverse()) {
    if (folded === '' || end - folded.length < at || !text.slice(at, end).endsWith(folded)) break
    end -= folded.length
    tail--
  }
  const written = letters.map(({ letter, folded }, i) =>
    (i === head - 1 || i === tail) && folded === 'e' ? 'e' : letter,
  )
  return written.slice(0, head).join('') + text.slice(at, end) + written.slice(tail).join('')
}
