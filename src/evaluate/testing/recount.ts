import type { CatalogTraits, GoldCase } from '../gold.ts'
import type { Answer } from '../system.ts'

// Every number of a report, counted again from the bare answers by code that shares nothing with what is measured. Ends of drawn
// intervals are drawn again in audit-intervals.test.ts.

export const share = 0.12
export const price = 0.05
export const words = ['nike', 'nkie', 'puma', 'red bull', 'redbull', 'nike 90', 'a b c d e f']
export const titles = ['nike shoes', 'nike 90 mug', 'red bull can', 'puma', 'puma cap', 'bull']
export const same = (a: string, b: string) => a.toLowerCase().trim() === b.toLowerCase().trim()
export const ratio = (hits: number, n: number) => (n === 0 ? null : hits / n)

/** Wilson 1927, from the quadratic equation that its ends solve. */
export function wilson(hits: number, n: number) {
  if (n === 0) return { low: null, high: null }
  const z2 = 1.959963984540054 ** 2
  const [a, b, c] = [1 + z2 / n, -2 * (hits / n) - z2 / n, (hits / n) ** 2]
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c))
  return { low: Math.max(0, (-b - root) / (2 * a)), high: Math.min(1, (-b + root) / (2 * a)) }
}

/** The textbook recursion. */
export function osa(a: string, b: string): number {
  const memo = new Map<string, number>()
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j
    const key = `${i} ${j}`
    const known = memo.get(key)
    if (known !== undefined) return known
    let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1]))
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1)
    memo.set(key, least)
    return least
  }
  return at(a.length, b.length)
}

export interface Row {
  readonly gold: GoldCase
  readonly answer: Answer
  readonly traits: CatalogTraits
}

export const isClean = ({ gold }: Row) => gold.golds.some((one) => same(one, gold.query))
export const isRight = ({ gold }: Row, text: string) => gold.golds.some((one) => same(one, text))
export const isChanged = ({ gold, answer }: Row) => !same(answer.applied, gold.query)

export function counts(rows: readonly Row[]) {
  const count = (test: (row: Row) => boolean) => rows.filter(test).length
  const right = (row: Row) => isRight(row, row.answer.applied)
  return {
    kept: count((row) => isClean(row) && !isChanged(row)),
    rephrased: count((row) => isClean(row) && isChanged(row) && right(row)),
    broken: count((row) => isClean(row) && !right(row)),
    fixed: count((row) => !isClean(row) && right(row)),
    miscorrected: count((row) => !isClean(row) && isChanged(row) && !right(row)),
    missed: count((row) => !isClean(row) && !isChanged(row)),
  }
}

export function rates(rows: readonly Row[]) {
  const of = (all: readonly Row[], test: (row: Row) => boolean) => ({ hits: all.filter(test).length, n: all.length })
  const right = (row: Row) => isRight(row, row.answer.applied)
  const readRight = (row: Row) => isRight(row, row.answer.corrected)
  return {
    accuracy: of(rows, right),
    falseCorrectionRate: of(rows.filter(isClean), (row) => !right(row)),
    precision: of(rows.filter(isChanged), right),
    recall: of(
      rows.filter((row) => !isClean(row)),
      right,
    ),
    bestReadingAccuracy: of(rows, readRight),
  }
}

export const weighed = (rows: readonly Row[]) => weighedCounts(counts(rows))

/** Of a few classes, weighed as if `share` of the queries were misspelled. Counts may be parts of a query. */
export function weighedCounts(c: ReturnType<typeof counts>) {
  const [clean, bad] = [c.kept + c.rephrased + c.broken, c.fixed + c.miscorrected + c.missed]
  const f = (precision: number, recall: number) =>
    precision + recall === 0 ? 0 : (1.25 * precision * recall) / (0.25 * precision + recall)
  const changed = c.fixed + c.rephrased + c.broken + c.miscorrected
  const per = (n: number, of: number, part: number) => (part * n) / of
  const gained = per(c.fixed, bad, share) + per(c.rephrased, clean, 1 - share)
  const moved = gained + per(c.miscorrected, bad, share) + per(c.broken, clean, 1 - share)
  const defined = clean > 0 && bad > 0
  return {
    f05: bad === 0 ? null : changed === 0 ? 0 : f((c.fixed + c.rephrased) / changed, c.fixed / bad),
    f05AtShare: !defined ? null : moved === 0 ? 0 : f(gained / moved, c.fixed / bad),
    netFixesPer1000: defined ? 1000 * ((share * c.fixed) / bad - ((1 - share) * c.broken) / clean) : null,
  }
}

/** Expected precision and recall of one query. */
export function expectedOfRow({ gold, answer }: Row): { readonly precision: number; readonly recall: number } {
  const right = [...new Set(gold.golds.map((one) => one.toLowerCase().trim()))]
  const given = answer.candidates ?? [{ text: answer.corrected, probability: 1 }]
  const total = given.reduce((sum, { probability }) => sum + probability, 0)
  const mass = given.filter(({ text }) => right.some((one) => same(one, text)))
  return {
    precision: mass.reduce((sum, { probability }) => sum + probability, 0) / total,
    recall: right.filter((one) => given.some(({ text }) => same(one, text))).length / right.length,
  }
}

export const harmonic = (a: number, b: number) => (a + b === 0 ? 0 : (2 * a * b) / (a + b))

export function expected(rows: readonly Row[]) {
  const each = rows.map(expectedOfRow)
  const mean = (key: 'precision' | 'recall') => each.reduce((sum, one) => sum + one[key], 0) / each.length
  const [precision, recall] = [mean('precision'), mean('recall')]
  return { precision, recall, f1: harmonic(precision, recall) }
}

/** Answers as they would be, rewriting from a confidence on. */
export const rewriting = (rows: readonly Row[], from: number): readonly Row[] =>
  rows.map((row) => {
    const { corrected, confidence, isHeld } = row.answer
    return { ...row, answer: { ...row.answer, applied: !isHeld && confidence >= from ? corrected : row.gold.query } }
  })

/** `weightOf` a row; each counts 1 where it is absent. */
export function calibration(rows: readonly Row[], weightOf: (row: Row) => number = () => 1) {
  const given = rows
    .filter(({ answer }) => answer.confidence >= 0)
    .map((row) => ({ p: row.answer.confidence, y: Number(isRight(row, row.answer.corrected)), w: weightOf(row) }))
    .sort((a, b) => a.p - b.p || a.y - b.y)
  if (given.length === 0) return undefined
  const count = Math.min(10, given.length)
  const members = (bin: number) => given.filter((_, i) => Math.floor(((i + 1) * count - 1) / given.length) === bin)
  const mass = given.reduce((sum, { w }) => sum + w, 0)
  const bins = Array.from({ length: count }, (_, bin) => {
    const own = members(bin)
    const sum = (of: (one: (typeof own)[number]) => number) => own.reduce((total, one) => total + of(one), 0)
    return {
      from: own[0]!.p,
      to: own.at(-1)!.p,
      n: own.length,
      meanConfidence: sum(({ p, w }) => p * w) / sum(({ w }) => w),
      accuracy: sum(({ y, w }) => y * w) / sum(({ w }) => w),
      gap: Math.abs(sum(({ p, y, w }) => w * (p - y))) / mass,
    }
  })
  return { n: given.length, bins, error: bins.reduce((sum, { gap }) => sum + gap, 0) }
}

/** Twice the smaller tail of Bin(n, 1/2), at most 1. */
export function signTest(b: number, c: number): number {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
  let tail = 0
  for (let k = 0; k <= Math.min(b, c); k++) tail += choose(b + c, k)
  return Math.min(1, (2 * tail) / 2 ** (b + c))
}

export const nearestRank = (sorted: readonly number[], percent: number) =>
  sorted.find((_, i) => 100 * (i + 1) >= percent * sorted.length)!

function errorOf({ query, golds }: GoldCase): string {
  if (golds.some((gold) => same(gold, query))) return 'none'
  const spaceless = (text: string) => text.toLowerCase().replaceAll(' ', '')
  if (golds.some((gold) => spaceless(gold) === spaceless(query))) return 'spacing'
  const distance = (gold: string) => Math.min(4, osa(query.toLowerCase(), gold.toLowerCase()))
  const nearest = golds.find((gold) => golds.every((other) => distance(gold) <= distance(other)))!
  const [typed, meant] = [query.toLowerCase().split(' '), nearest.toLowerCase().split(' ')]
  if (typed.length === meant.length && typed.filter((term, i) => term !== meant[i]).length >= 2) return 'several_terms'
  return ['', 'one_edit', 'two_edits'][distance(nearest)] ?? 'more_edits'
}

/** Keys of the slices that a row is in, but for popularity, which depends on all of them. */
export function sliceKeys({ gold, traits }: Row): readonly string[] {
  const edits = Math.min(...gold.golds.map((one) => osa(gold.query.toLowerCase(), one.toLowerCase())))
  const terms = gold.query.split(' ').length
  return [
    ...(gold.isBrand ? ['brand=yes'] : []),
    ...(traits.novelty ? [`novelty=${traits.novelty}`] : []),
    ...(gold.slice ? [`slice=${gold.slice}`] : []),
    `errors=${errorOf(gold)}`,
    `edits=${edits >= 3 ? '3+' : edits}`,
    `length=${terms >= 5 ? '5+' : terms}`,
    `numbers=${/\d/.test(gold.query) ? 'yes' : 'no'}`,
    ...(gold.locale ? [`locale=${gold.locale}`] : []),
    ...(gold.area ? [`area=${gold.area}`] : []),
    `terms=${traits.isInCatalog ? 'all_in_catalog' : 'some_unknown'}`,
  ]
}

export function popularity(rows: readonly Row[]): readonly string[] {
  const total = rows.reduce((sum, { gold }) => sum + gold.frequency!, 0)
  return rows.map(({ gold }) => {
    const more = rows.reduce((sum, row) => sum + (row.gold.frequency! > gold.frequency! ? row.gold.frequency! : 0), 0)
    return `popularity=${more / total < 0.5 ? 'head' : more / total < 0.9 ? 'torso' : 'tail'}`
  })
}

/** Titles that share a word with the text: with so few, rank does not matter to the first 24. */
export function finds(text: string): readonly string[] {
  return titles.flatMap((title, i) =>
    title.split(' ').some((word) => text.split(' ').includes(word)) ? [`p${i}`] : [],
  )
}

export const sold = (id: string) => titles[Number(id.slice(1))] !== undefined
