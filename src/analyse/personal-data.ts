export const personalDataKinds = ['e-mail address', 'card number', 'phone number'] as const
export type PersonalData = (typeof personalDataKinds)[number]

/** How many decisions look like what. */
export type PersonalCounts = Record<PersonalData, number>

export const noPersonalData = (): PersonalCounts => ({ 'e-mail address': 0, 'card number': 0, 'phone number': 0 })

const email = /[^\s@]+@[^\s@]+\.\p{L}{2,}/u
/** Digits with at most one separator between neighbours. */
const numbers = /\+?\p{Nd}(?:[\s().\-/]{0,2}\p{Nd}){7,}/gu

/**
 * What the text looks like, or undefined. Numbers of 13 to 19 digits that pass Luhn's check look like cards; others of 8 digits or more
 * like phones, article numbers among them: better a query too few.
 */
export function personalDataIn(text: string): PersonalData | undefined {
  if (email.test(text)) return 'e-mail address'
  const runs = [...text.matchAll(numbers)].map(([run]) => run.replace(/\P{Nd}/gu, ''))
  if (runs.length === 0) return undefined
  return runs.some((digits) => digits.length >= 13 && digits.length <= 19 && passesLuhn(digits))
    ? 'card number'
    : 'phone number'
}

/** Of the first text that looks like any. */
export function personalDataAmong(texts: readonly string[]): PersonalData | undefined {
  return texts.map(personalDataIn).find((kind) => kind !== undefined)
}

/** A line for each kind that there is, such as `2 decisions with what looks like a phone number`. */
export function describePersonal(counts: PersonalCounts): readonly string[] {
  return personalDataKinds.flatMap((kind) => {
    const n = counts[kind]
    if (n === 0) return []
    return [
      `${n} ${n === 1 ? 'decision' : 'decisions'} with what looks like ${kind.startsWith('e') ? 'an' : 'a'} ${kind}`,
    ]
  })
}

/** The check of ISO/IEC 7812: every second digit from the right is doubled, and the sum of digits ends in 0. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
