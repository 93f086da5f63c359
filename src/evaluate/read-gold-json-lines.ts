import type { GoldCase } from './gold.ts'
import { GoldLineError, type Line, localeOf, refuseMisnamedGold } from './gold-lines.ts'

/**
 * `{query, gold?, golds?, slice?, area?, brand?, locale?, frequency?, relevant?}` a line: `golds` are the right answers, where there are
 * several; `brand` is true or the brand's name; `relevant` are product ids. Gold stands in every line or in none.
 */
export function readGoldJsonLines(lines: readonly Line[]): readonly GoldCase[] {
  const rows = lines.map((line) => ({ line, record: recordOf(line) }))
  const isClean = rows.every(({ record }) => record.gold === undefined && record.golds === undefined)
  if (isClean) for (const { line, record } of rows) refuseMisnamedGold(line.number, Object.keys(record))
  return rows.map(({ line, record }) => {
    const query = textOf(line, record, 'query')
    if (query === undefined) throw new GoldLineError(line.number, 'there is no "query"')
    const gold = textOf(line, record, 'gold')
    const golds = [...new Set([...(gold === undefined ? [] : [gold]), ...listOf(line, record)])]
    if (golds.length === 0 && !isClean) {
      throw new GoldLineError(line.number, `${JSON.stringify(query)} has no gold, but other lines have`)
    }
    const slice = textOf(line, record, 'slice') ?? textOf(line, record, 'class')
    const area = textOf(line, record, 'area')
    const locale = textOf(line, record, 'locale')
    return {
      query,
      golds: golds.length === 0 ? [query] : golds,
      isBrand: isBrand(line, record),
      ...(slice === undefined ? {} : { slice }),
      ...(area === undefined ? {} : { area }),
      ...(locale === undefined ? {} : { locale: localeOf(line.number, locale) }),
      ...frequencyOf(line, record),
      ...relevantOf(line, record),
    }
  })
}

type Fields = Readonly<Record<string, unknown>>

function recordOf(line: Line): Fields {
  let value: unknown
  try {
    value = JSON.parse(line.text)
  } catch (error) {
    throw new GoldLineError(line.number, `the line is no JSON: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GoldLineError(line.number, 'the line is no JSON object')
  }
  return value as Fields
}

function textOf(line: Line, record: Fields, key: string): string | undefined {
  const value = record[key]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value.trim() === '') {
    throw new GoldLineError(line.number, `"${key}" is ${JSON.stringify(value)}; it must be a text that is not empty`)
  }
  return value.trim()
}

function listOf(line: Line, record: Fields): readonly string[] {
  const value = record.golds
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length === 0 || !value.every((gold) => typeof gold === 'string' && gold.trim())) {
    throw new GoldLineError(
      line.number,
      `"golds" is ${JSON.stringify(value)}; it must be a list of texts, at least one`,
    )
  }
  return (value as string[]).map((gold) => gold.trim())
}

/** Numbers are ids too, as in feeds. */
function relevantOf(line: Line, record: Fields): Pick<GoldCase, 'relevant'> {
  const key = record.relevant === undefined ? 'relevant_product_uids' : 'relevant'
  const value = record[key]
  if (value === undefined) return {}
  const isId = (id: unknown) => Number.isSafeInteger(id) || (typeof id === 'string' && id.trim() !== '')
  if (!Array.isArray(value) || value.length === 0 || !value.every(isId)) {
    throw new GoldLineError(
      line.number,
      `"${key}" is ${JSON.stringify(value)}; it must be a list of product ids, at least one`,
    )
  }
  return { relevant: [...new Set(value.map((id) => String(id).trim()))] }
}

function frequencyOf(line: Line, { frequency }: Fields): Pick<GoldCase, 'frequency'> {
  if (frequency === undefined) return {}
  if (typeof frequency === 'number' && frequency > 0) return { frequency }
  throw new GoldLineError(line.number, `"frequency" is ${JSON.stringify(frequency)}; it must be a number above 0`)
}

function isBrand(line: Line, record: Fields): boolean {
  const value = record.brand
  if (value === undefined || value === null) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return value.trim() !== ''
  throw new GoldLineError(
    line.number,
    `"brand" is ${JSON.stringify(value)}; it must be true, false or the brand's name`,
  )
}
