import { describe, expect, it } from 'vitest'
import { visitDeletions } from './deletions.ts'
import { bucketLoad, createRunVisitor, deletionSections, entryBytes } from './embedded-deletions.ts'

/** More than two bytes can number. */
const runs = 70_000
/** The number in base 26, so that all begin otherwise. */
const lettersIn = (number: number) =>
  Uint16Array.from({ length: 6 }, (_, i) => 97 + (Math.floor(number / 26 ** i) % 26))
const names = {
  size: runs,
  longest: 6,
  codes(name: number, into: Uint16Array) {
    into.set(lettersIn(name))
    return 6
  },
}

describe('deletionSections', () => {
  const sections = deletionSections(names)
  const arrays = {
    runAt: sections.runAt.make() as Uint32Array,
    deletionAt: sections.deletionAt.make() as Uint32Array,
    deletionRuns: sections.deletionRuns.make(),
  }
  const visitRuns = createRunVisitor(arrays)

  it('finds each run by each deletion of its beginning', () => {
    const missed: number[] = []
    for (let run = 0; run < runs; run += 97) {
      const units = lettersIn(run)
      visitDeletions(units, 0, units.length, (hash) => {
        const found: number[] = []
        visitRuns(hash, (own) => found.push(own))
        if (!found.includes(run)) missed.push(run)
      })
    }
    expect(missed).toEqual([])
  })

  it('finds few runs by a hash of none', () => {
    let others = 0
    for (let i = 0; i < 10_000; i++) visitRuns(Math.imul(i, 0x9e3779b1) >>> 0, () => others++)
    expect(others / 10_000).toBeLessThan(bucketLoad / 2 ** 7)
  })

  it('is the same where few hashes find room until they are written', () => {
    expect(Buffer.compare(deletionSections(names, 1000).deletionRuns.make(), arrays.deletionRuns)).toBe(0)
  })

  it('takes as many bytes as it says', () => {
    expect(sections.deletionRuns.length).toBe(arrays.deletionRuns.length)
    expect(arrays.deletionAt.at(-1)! * entryBytes).toBe(arrays.deletionRuns.length)
  })
})
