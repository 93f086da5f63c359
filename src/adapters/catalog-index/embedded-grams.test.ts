import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gramId, gramsOf } from '../../speller/grams.ts'
import { nameOf } from './contract.ts'
import { gramSections } from './embedded-grams.ts'
import { createNamePack } from './embedded-names.ts'
import { visitPostings } from './embedded-postings.ts'

describe('gramSections', () => {
  it('gives each gram the names that hold it, ascending, for any names', () => {
    const form = fc.string({ unit: fc.constantFrom('a', 'b', 'ж', '𐐷'), minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(
        fc.array(form, { maxLength: 30 }),
        fc.nat({ max: 300 }),
        fc.nat({ max: 400 }),
        (forms, others, kept) => {
          // so that differences take more than a byte
          const names = [...forms, ...Array.from({ length: others }, () => 'x'), ...forms].map((own) => nameOf(own))
          const pack = createNamePack()
          names.forEach((name, i) => pack.add({ ...name, locale: String(i) }))
          const sections = gramSections(pack.sorted(), kept)
          const [gramIds, gramSizes, gramAt, gramNames] = [
            sections.gramIds.make() as Uint32Array,
            sections.gramSizes.make() as Uint32Array,
            sections.gramAt.make() as Uint32Array,
            sections.gramNames.make(),
          ]
          const sorted = names.map(({ form: own }) => own).sort()
          expect([...gramIds]).toEqual([...gramIds].sort((a, b) => a - b))
          gramIds.forEach((id, g) => {
            const found: number[] = []
            visitPostings(gramNames, gramAt[g]!, gramAt[g + 1]!, (name) => found.push(name))
            const expected = sorted.flatMap((own, i) => (gramsOf(own).map(gramId).includes(id) ? [i] : []))
            expect(found).toEqual(expected)
            expect(gramSizes[g]).toBe(expected.length)
          })
        },
      ),
      { numRuns: 30 },
    )
  })

  it('takes 2 bytes for up to 127 names that follow one another, and 3 for more', () => {
    const bytesOf = (size: number) => {
      const pack = createNamePack()
      for (let i = 0; i < size; i++) pack.add({ ...nameOf('ab'), locale: String(i) })
      return gramSections(pack.sorted()).gramNames.make().length
    }
    // each has all names
    const grams = gramsOf('ab').length
    expect([1, 2, 3, 127, 128].map((size) => bytesOf(size) / grams)).toEqual([1, 2, 2, 2, 3])
  })

  it('finds names that share a gram far from each other', () => {
    const between = 2 ** 14
    const pack = createNamePack()
    const forms = ['aq', ...Array.from({ length: between }, () => 'x'), 'zaq']
    forms.forEach((form, i) => pack.add({ ...nameOf(form), locale: String(i) }))
    const sections = gramSections(pack.sorted())
    const at = sections.gramIds.make().indexOf(gramId('aq'))
    const [gramAt, gramNames] = [sections.gramAt.make(), sections.gramNames.make()]
    const found: number[] = []
    visitPostings(gramNames, gramAt[at]!, gramAt[at + 1]!, (name) => found.push(name))
    expect(found).toEqual([0, between + 1])
  })
})
