import type { GoldCase } from './gold.ts'
import { GoldLineError, type Line, localeOf, refuseMisnamedGold } from './gold-lines.ts'

const falseValues = new Set(['', '0', 'false', 'no'])

/**
 * Header `query`, and where there are any `gold`, `golds`, `slice` or `class`, `area`, `brand`, `locale`, `frequency`,
 * `relevant_product_uids` or `relevant`, in any order; other columns are ignored. Nothing is quoted. `golds` are all right answers, `|` between
 * two of them; none of them can hold a `|`. A line may end early after its gold.
 */
export function readGoldTsv(lines: readonly Line[]): readonly GoldCase[] {
  const [header, ...rows] = lines
  const names = header!.text.split('\t').map((name) => name.trim().toLowerCase())
  const column = (...wanted: string[]) => names.findIndex((name) => wanted.includes(name))
  const columns = {
    query: column('query'),
    gold: column('gold'),
    golds: column('golds'),
    slice: column('slice', 'class'),
    area: column('area'),
    brand: column('brand'),
    locale: column('locale'),
    frequency: column('frequency'),
    relevant: column('relevant_product_uids', 'relevant'),
  }
  if (columns.query < 0) {
    const isOne = names.length === 1 && /[,;[]/.test(names[0]!)
    const hint = isOne ? '. Put a tab between columns, or write a JSON object a line' : ''
    throw new GoldLineError(header!.number, `the header has no column "query"; it has ${JSON.stringify(names)}${hint}`)
  }
  const isClean = columns.gold < 0 && columns.golds < 0
  if (isClean) refuseMisnamedGold(header!.number, names)
  if (rows.length === 0) throw new GoldLineError(header!.number, 'there is a header but no query')
  return rows.map(({ text, number }) => {
    const fields = text.split('\t')
    const field = (at: number) => (at < 0 ? '' : (fields[at] ?? '').trim())
    const query = field(columns.query)
    if (query === '') throw new GoldLineError(number, 'the query is empty')
    const given = [field(columns.gold), ...alternatives(number, field(columns.golds))].filter((gold) => gold !== '')
    if (given.length === 0 && !isClean)
      throw new GoldLineError(number, `${JSON.stringify(query)} has no gold; a clean set has no such column`)
    return {
      query,
      golds: isClean ? [query] : [...new Set(given)],
      isBrand: !falseValues.has(field(columns.brand).toLowerCase()),
      ...(field(columns.slice) === '' ? {} : { slice: field(columns.slice) }),
      ...(field(columns.area) === '' ? {} : { area: field(columns.area) }),
      ...(field(columns.locale) === '' ? {} : { locale: localeOf(number, field(columns.locale)) }),
      ...(field(columns.frequency) === '' ? {} : { frequency: frequencyOf(number, field(columns.frequency)) }),
      ...(field(columns.relevant) === '' ? {} : { relevant: productIds(number, field(columns.relevant)) }),
    }
  })
}

function alternatives(line: number, value: string): readonly string[] {
  const golds = value.split('|').map((gold) => gold.trim())
  if (value === '' || (!golds.includes('') && !value.includes('\\|'))) return golds
  throw new GoldLineError(
    line,
    `the golds are ${JSON.stringify(value)}; write texts with one "|" between two, or nothing. A text that holds "|" itself needs JSON Lines`,
  )
}

function frequencyOf(line: number, value: string): number {
  if (/^\d+(?:\.\d+)?$/.test(value) && Number(value) > 0) return Number(value)
  throw new GoldLineError(line, `the frequency is ${JSON.stringify(value)}; write a number above 0, or nothing`)
}

function productIds(line: number, value: string): readonly string[] {
  const ids = value.split('|').map((id) => id.trim())
  if (ids.includes('')) {
    throw new GoldLineError(
      line,
      `the relevant products are ${JSON.stringify(value)}; write ids with one "|" between two, or nothing`,
    )
  }
  return [...new Set(ids)]
}
