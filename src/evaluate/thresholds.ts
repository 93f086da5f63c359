import { SpellerError } from '../speller/errors.ts'
import type { Report, SetReport, SystemReport } from './report.ts'

/** A limit, as `{"gold.jsonl": {"context": {"accuracy": ">=0.8"}}}` says it. */
export interface Threshold {
  /** Name of a set; `*` stands for any text. */
  readonly set: string
  readonly system: string
  /** A measure, or `measure@slice`, e.g. `accuracy@slice=brand_typo`. */
  readonly measure: string
  readonly relation: '>=' | '<='
  readonly limit: number
}

/** A threshold held against one set of a report. */
export interface Check {
  readonly set: string
  readonly system: string
  readonly measure: string
  readonly wanted: string
  /** null: the set does not define the measure. */
  readonly value: number | null
  readonly holds: boolean
}

const sliceMeasures = ['accuracy', 'falseCorrectionRate', 'precision', 'recall', 'bestReadingAccuracy'] as const
const expected = ['expectedPrecision', 'expectedRecall', 'expectedF1'] as const
const rates = [
  ...sliceMeasures,
  'suggestRate',
  'suggestPrecision',
  'f05',
  'f05AtShare',
  'netFixesPer1000',
  ...expected,
] as const
const searchMeasures = ['recallAt24', 'zeroResultRate', 'recallWonBack'] as const
const others: Readonly<Record<string, (report: SystemReport) => number | null>> = {
  expectedCalibrationError: ({ calibration }) => calibration.all?.expectedCalibrationError ?? null,
  expectedCalibrationErrorOfCorrections: ({ calibration }) => calibration.corrections?.expectedCalibrationError ?? null,
  degraded: ({ degraded }) => degraded,
  latencyP50Ms: ({ latencyMs }) => latencyMs?.p50 ?? null,
  latencyP95Ms: ({ latencyMs }) => latencyMs?.p95 ?? null,
  latencyP99Ms: ({ latencyMs }) => latencyMs?.p99 ?? null,
}
const measures: readonly string[] = [...rates, ...searchMeasures, ...Object.keys(others)]

/** Reads a thresholds file; keys that begin with `$` are remarks. Fails with `config_invalid`, naming the wrong entry. */
export function parseThresholds(path: string, content: string): readonly Threshold[] {
  const fail = (what: string, cause?: unknown) => new SpellerError('config_invalid', `${path}: ${what}`, { cause })
  let root: unknown
  try {
    root = JSON.parse(content)
  } catch (cause) {
    throw fail(`no JSON: ${(cause as Error).message}`, cause)
  }
  const entries = (value: unknown, where: string) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fail(`${where} is no object`)
    return Object.entries(value as Record<string, unknown>).filter(([key]) => !key.startsWith('$'))
  }
  return entries(root, 'the file').flatMap(([set, systems]) =>
    entries(systems, set).flatMap(([system, limits]) =>
      entries(limits, `${set} > ${system}`).map(([measure, wanted]) => {
        const where = `${set} > ${system} > ${measure}`
        if (!isMeasure(measure)) throw fail(`${where}: no such measure; there are ${measures.join(', ')}`)
        const match = typeof wanted === 'string' ? /^(>=|<=)\s*(-?\d+(?:\.\d+)?)$/.exec(wanted.trim()) : null
        if (!match) throw fail(`${where} is ${JSON.stringify(wanted)}; write ">=0.8" or "<=0.03"`)
        return { set, system, measure, relation: match[1] as '>=' | '<=', limit: Number(match[2]) }
      }),
    ),
  )
}

/** Every threshold whose set and system are in the report, in the file's order. An undefined measure does not hold. */
export function checkThresholds(report: Report, thresholds: readonly Threshold[]): readonly Check[] {
  return thresholds.flatMap((threshold) =>
    report.sets
      .filter(({ name }) => matches(threshold.set, name))
      .flatMap((set) => {
        const own = set.systems.find(({ system }) => system === threshold.system)
        return own ? [check(set, own, threshold)] : []
      }),
  )
}

function check(set: SetReport, own: SystemReport, { system, measure, relation, limit }: Threshold): Check {
  const value = measureOf(set, own, measure)
  const holds = value !== null && (relation === '>=' ? value >= limit : value <= limit)
  return { set: set.name, system, measure, wanted: `${relation}${limit}`, value, holds }
}

function measureOf({ search }: SetReport, report: SystemReport, measure: string): number | null {
  const [name, slice] = splitMeasure(measure)
  if (slice !== undefined) {
    const found = report.slices.find(({ key }) => key === slice)
    return found?.[name as (typeof sliceMeasures)[number]].value ?? null
  }
  const ofSearch = searchMeasures.find((other) => other === name)
  if (ofSearch) return search?.systems.find(({ system }) => system === report.system)?.[ofSearch].value ?? null
  return name in others ? others[name]!(report) : report.measures[name as (typeof rates)[number]].value
}

function isMeasure(measure: string): boolean {
  const [name, slice] = splitMeasure(measure)
  return slice === undefined ? measures.includes(name) : (sliceMeasures as readonly string[]).includes(name)
}

function splitMeasure(measure: string): readonly [string, string | undefined] {
  const at = measure.indexOf('@')
  return at < 0 ? [measure, undefined] : [measure.slice(0, at), measure.slice(at + 1)]
}

function matches(pattern: string, name: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`, 'u').test(name)
}
