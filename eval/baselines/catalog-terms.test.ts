import { expect, it } from 'vitest'
import type { Name } from '../../src/speller/types.ts'
import { catalogTermsOf, frequentTerms } from './catalog-terms.ts'

it('counts the single terms of a shop over all locales, and drops rare ones where told to', () => {
  const name = (form: string, count: number, locale?: string): Name => ({
    text: form,
    form,
    kind: 'term',
    count,
    ...(locale === undefined ? {} : { locale }),
  })
  const terms = catalogTermsOf([name('drill', 3), name('drill', 2, 'de'), name('cordless drill', 3), name('saw', 1)])
  expect([...terms]).toEqual([
    ['drill', 5],
    ['saw', 1],
  ])
  expect([...frequentTerms(terms, 2).keys()]).toEqual(['drill'])
})
