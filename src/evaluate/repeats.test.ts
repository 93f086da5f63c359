import { describe, expect, it } from 'vitest'
import { describeRepeats, repeatsIn } from './repeats.ts'

const gold = (query: string, right: string, locale?: string) => ({
  ...{ query, golds: right.split('|') },
  ...(locale === undefined ? {} : { locale }),
})

describe('repeatsIn', () => {
  it('counts queries that stood before in their locale, and those with other golds than there', () => {
    const cases = [
      gold('nikee', 'nike'),
      gold('Nikee ', 'Nike'),
      gold('nikee', 'nike', 'de'),
      gold('grey paint', 'grey paint|gray paint'),
      gold('grey paint', 'gray paint|grey paint'),
      gold('grey paint', 'grey paint'),
    ]
    expect(repeatsIn(cases)).toEqual({ again: 3, otherwise: 1 })
    expect(repeatsIn(cases.slice(0, 1))).toEqual({ again: 0, otherwise: 0 })
  })
})

describe('describeRepeats', () => {
  it.each([
    [0, 0, ''],
    [1, 0, '1 of the queries repeats an earlier one; each counts, though'],
    [3, 1, '3 of the queries repeat earlier ones; each counts, though'],
    [3, 1, '1 of these has another gold than before'],
  ])('says of %i, %i of them otherwise, %j', (again, otherwise, said) => {
    const text = describeRepeats({ again, otherwise })
    if (said === '') expect(text).toBe('')
    else expect(text).toContain(said)
  })
})
