import { describe, expect, it } from 'vitest'
import { personalDataIn } from './personal-data.ts'

describe('personalDataIn', () => {
  it.each([
    ['mail to jane.doe+shop@mail.example.org', 'e-mail address'],
    ['jürgen@münchen.example', 'e-mail address'],
    ['4111 1111 1111 1111', 'card number'],
    ['visa 4111-1111-1111-1111 refund', 'card number'],
    ['4111111111111112', 'phone number'],
    ['+44 20 7946 0958', 'phone number'],
    ['call (030) 901820-12', 'phone number'],
    ['4006381333931', 'phone number'],
    ['٠٣٠٩٠١٨٢٠', 'phone number'],
  ])('finds in "%s" a %s', (text, kind) => expect(personalDataIn(text)).toBe(kind))

  it.each([
    'nike air max 270',
    '2.4 x 1.2 m 18 mm',
    'rtx 4090 24gb',
    'iphone 15 pro 256',
    '@home',
    'a@b',
    '1/2 inch 3/4',
    '',
  ])('finds nothing in "%s"', (text) => expect(personalDataIn(text)).toBeUndefined())
})
