import { holdsNumber } from './digits.ts'
import type { Query, Term } from './types.ts'

/** Letters that compatibility decomposition leaves whole, with their usual plain spelling. */
const plain: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  ı: 'i',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŋ: 'n',
}
const plainLetters = new RegExp(`[${Object.keys(plain).join('')}]`, 'gu')

const asciiWord = /^[A-Za-z0-9]*$/

/** What is typed, or put by a keyboard of another country, where an apostrophe is meant: the body of a character class. */
export const apostrophes = "'’ʼ‘´`＇′"

/** Takes no room on a screen: soft hyphens, zero-width spaces, marks of direction. Not the joiners, which some scripts need. */
const invisible = '\\u00AD\\u061C\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFEFF'
const anyInvisible = new RegExp(`[${invisible}]`, 'g')

/** The text without characters that nobody sees and that part no words. */
export function visible(text: string): string {
  return text.replace(anyInvisible, '')
}

/** The same on one line, trimmed: runs of white space and control characters are one space. */
export function onOneLine(text: string): string {
  return visible(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/** One term in the form in which terms are compared: lower case, diacritics folded, only letters and digits. Idempotent. */
export function fold(text: string): string {
  // Most terms: nothing to decompose, nothing to leave out.
  if (asciiWord.test(text)) return text.toLowerCase()
  const lower = text.normalize('NFKD').toLowerCase().normalize('NFKD')
  return lower
    .replace(/[\p{M}ʼ]/gu, '')
    .replace(plainLetters, (letter) => plain[letter]!)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFC')
}

const letter = '[\\p{L}\\p{M}]'
const inTerm = '[\\p{L}\\p{M}\\p{N}]'
/** Of the marks that are also feet, minutes or quotation marks only those between letters are part of a term. */
const apostrophe = `(?:['’ʼ]|(?<=${letter})[${apostrophes}])`
const termPattern = new RegExp(
  `${inTerm}(?:[${invisible}]*${inTerm})*(?:${apostrophe}${letter}(?:[${invisible}]*${letter})*)*`,
  'gu',
)
/** White space parts; a byte order mark within a text counts as white space in JavaScript only. */
const chunkPattern = /(?:\S|\uFEFF)+/gu
const address = /^(?:https?:\/\/|www\.)|@[\p{L}\p{N}-]+\.|\.(?:com|net|org|co|io|de|fr|uk|shop)(?:[/?#]|$)/iu

/** Splits a raw query into terms with their offsets. Whatever stands between terms belongs to none and is never changed. */
export function parseQuery(raw: string): Query {
  const terms: Term[] = []
  for (const chunk of raw.matchAll(chunkPattern)) {
    const isAddress = address.test(chunk[0])
    for (const match of chunk[0].matchAll(termPattern)) {
      const text = fold(match[0])
      if (text === '') continue
      const start = chunk.index + match.index
      terms.push({ text, start, end: start + match[0].length, frozen: isAddress || holdsNumber(match[0]) })
    }
  }
  return { raw, text: terms.map((term) => term.text).join(' '), terms }
}

/** Normalised terms joined by one space. Idempotent; empty when the text holds no letter and no digit. */
export function normalise(text: string): string {
  return parseQuery(text).text
}

/** A normalised form without its spaces: what makes "red bull" and "redbull" meet. */
export function joined(form: string): string {
  return form.includes(' ') ? form.replaceAll(' ', '') : form
}
