import { describe, expect, it } from 'vitest'
import { describePersonal, noPersonalData, personalDataAmong, personalDataIn } from './personal-data.ts'

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

it('personalDataAmong tells of the first text that looks like any', () => {
  expect(personalDataAmong(['nike', '+44 20 7946 0958', 'a@b.example'])).toBe('phone number')
  expect(personalDataAmong(['nike', 'air max 270'])).toBeUndefined()
})

it('describePersonal says how many there are of each kind', () => {
  expect(describePersonal(noPersonalData())).toEqual([])
  expect(describePersonal({ 'e-mail address': 2, 'card number': 0, 'phone number': 1 })).toEqual([
    '2 decisions with what looks like an e-mail address',
    '1 decision with what looks like a phone number',
  ])
})
