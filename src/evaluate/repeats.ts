import { askedKey, comparable, type GoldCase } from './gold.ts'

export interface Repeats {
  /** Cases whose query stood before, in the same locale. */
  readonly again: number
  /** Those of them for which another text is right than there. */
  readonly otherwise: number
}

/** Every case counts, since a sample of a shop's traffic holds frequent queries often; who reads the figures should know. */
export function repeatsIn(cases: readonly Pick<GoldCase, 'query' | 'golds' | 'locale'>[]): Repeats {
  const known = new Map<string, string>()
  let [again, otherwise] = [0, 0]
  for (const { query, golds, locale } of cases) {
    const key = askedKey({ query: comparable(query), ...(locale === undefined ? {} : { locale }) })
    const right = golds.map(comparable).toSorted().join('\n')
    const first = known.get(key)
    if (first === undefined) known.set(key, right)
    else {
      again++
      if (first !== right) otherwise++
    }
  }
  return { again, otherwise }
}

/** A sentence or two; empty where no query stands there twice. */
export function describeRepeats({ again, otherwise }: Repeats): string {
  if (again === 0) return ''
  const repeated = `${again} of the queries ${again === 1 ? 'repeats an earlier one' : 'repeat earlier ones'}`
  const told = `${repeated}; each counts, though intervals and p-values take them for independent.`
  return otherwise === 0
    ? told
    : `${told} ${otherwise} of these ${otherwise === 1 ? 'has' : 'have'} another gold than before: where several are right, name them all (golds).`
}
