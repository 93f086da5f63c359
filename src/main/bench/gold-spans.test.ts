import { describe, expect, it } from 'vitest'
import { osaDistance } from '../../speller/edit-distance.ts'
import { loadKnowledge } from '../knowledge-files.ts'
import { goldSpans } from './gold-spans.ts'
import { brandNames } from './brand-names.ts'

const distance = (typed: string, meant: string) => osaDistance(typed, meant, 9)

describe('goldSpans', () => {
  it('gives each misspelled window once, with the names that its right reading stands for', () => {
    const [base] = brandNames(1, 1)
    const names = ['nike', 'running', 'dish washer', 'dishwasher'].map((form) => ({ ...base!, form, text: form }))
    const cases = [
      { query: 'nikee runing shoes', golds: ['nike running shoes'], isBrand: false },
      { query: 'nikee 2024', golds: ['nike 2024'], isBrand: false },
      { query: 'nike', golds: ['nike'], isBrand: false },
      { query: 'dihs washre', golds: ['dishwasher'], isBrand: false },
      { query: 'mkaita', golds: ['makita'], isBrand: false },
    ]
    const { byErrors, notInCatalog } = goldSpans(cases, names, loadKnowledge('models').channel, distance)
    expect(byErrors).toEqual(
      new Map([
        [
          1,
          [
            { typed: 'nikee', truths: ['nike'] },
            { typed: 'runing', truths: ['running'] },
          ],
        ],
        [2, [{ typed: 'dihs washre', truths: ['dish washer', 'dishwasher'] }]],
      ]),
    )
    expect(notInCatalog).toBe(1)
  })
})
