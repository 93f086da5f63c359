export type PersonalData = 'e-mail address' | 'card number' | 'phone number'

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

/** The check of ISO/IEC 7812: every second digit from the right is doubled, and the sum of digits ends in 0. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
