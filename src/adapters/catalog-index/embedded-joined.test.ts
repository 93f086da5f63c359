import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoints } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { unitOf } from './embedded-format.ts'
import { readJoined } from './embedded-joined.ts'
import { createNamePack } from './embedded-names.ts'

/** As read from a larger array, between other names. */
const readFrom = (form: string, text: string) => {
  const pack = createNamePack()
  pack.add({ form, text, kind: 'term', count: 1 })
  const kept = pack.sorted().string(0)
  const strings = new Uint8Array([0x41, 9, ...kept, 9, 0x42])
  const into = new Uint16Array(kept.length)
  return [...into.subarray(0, readJoined(strings, 2, 2 + kept.length, into))]
}
const expected = (form: string) => Array.from(codePoints(joined(form)), unitOf)

describe('readJoined', () => {
  it.each([
    ['usb c kabel', 'USB-C Kabel'],
    ['usb c kabel', 'Usb C Kabel'],
    ['nike', 'nike'],
    ['насос 12', 'Насос 12'],
    ['資生堂 z', '資生堂 Z'],
    ['𐐷 a', '𐐷 A'],
  ])('reads %j of the text %j', (form, text) => {
    expect(readFrom(form, text)).toEqual(expected(form))
  })

  it('reads the form of any name, whatever its text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aB zÀéжЖ資ﬀ', '😀', '𝒜'), minLength: 1, maxLength: 12 })
    const name = fc.oneof(
      text.map((own) => [own.toLowerCase(), own] as const),
      fc.tuple(text, text),
    )
    fc.assert(
      fc.property(name, ([form, own]) => {
        expect(readFrom(form, own)).toEqual(expected(form))
      }),
    )
  })
})
