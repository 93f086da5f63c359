import { f05AtShare, netFixesPer1000 } from './at-share.ts'
import { calibrate, type Calibration } from './calibration.ts'
import { costOf } from './cost.ts'
import { estimateRate, orNull } from './estimate.ts'
import { expectedEnds, expectedF1, expectedOf, expectedRow } from './expected.ts'
import { f05 } from './f-score.ts'
import { describeEvidence } from './describe-evidence.ts'
import { askedKey, comparable } from './gold.ts'
import { answerLatencyOf } from './latency.ts'
import { operationOf } from './operating-map.ts'
import { cleanCount, isMisspelled, misspelledCount, tallyOf, type Outcome, type Tally } from './outcome.ts'
import { estimateOfMeans, type Row } from './posterior-means.ts'
import { posteriorEstimate, posteriorTallies } from './posterior.ts'
import { precisionRecallCurve } from './precision-recall.ts'
import {
  accuracy,
  bestReadingAccuracy,
  falseCorrectionRate,
  precision,
  recall,
  suggestPrecision,
  suggestRate,
} from './rates.ts'
import type { Failure, SliceReport, SystemReport } from './report.ts'
import { slicesOf, type Slice } from './slices.ts'
import type { System } from './system.ts'

export interface ReportOptions {
  /** In [0, 1]. */
  readonly misspelledShare: number
  /** Most false corrections, and most misses, listed for a system and set. */
  readonly failures: number
  /** In a currency of the reader's choice. */
  readonly pricePerCoreHour: number
}

export function reportSystem(
  { label, thresholds, retriever, isRemote }: Pick<System, 'label' | 'thresholds' | 'retriever' | 'isRemote'>,
  outcomes: readonly Outcome[],
  options: ReportOptions,
): SystemReport {
  const tally = tallyOf(outcomes.map(({ fate }) => fate))
  const drawn = posteriorTallies(tally)
  const answers = [...new Map(outcomes.map(({ gold, answer }) => [askedKey(gold), answer])).values()]
  const latencyMs = answerLatencyOf(answers)
  const cost = costOf(answers, { pricePerCoreHour: options.pricePerCoreHour, ...(isRemote ? { isRemote } : {}) })
  return {
    system: label,
    ...(retriever === undefined ? {} : { retriever }),
    counts: tally,
    measures: {
      accuracy: estimateRate(accuracy(tally)),
      falseCorrectionRate: estimateRate(falseCorrectionRate(tally)),
      precision: estimateRate(precision(tally)),
      recall: estimateRate(recall(tally)),
      bestReadingAccuracy: estimateRate(bestReadingAccuracy(outcomes)),
      suggestRate: estimateRate(suggestRate(outcomes)),
      suggestPrecision: estimateRate(suggestPrecision(outcomes)),
      f05: posteriorEstimate(tally, drawn, f05),
      f05AtShare: posteriorEstimate(tally, drawn, (own) => f05AtShare(own, options.misspelledShare)),
      netFixesPer1000: posteriorEstimate(tally, drawn, (own) => netFixesPer1000(own, options.misspelledShare)),
      ...expectedMeasures(outcomes),
    },
    slices: slicesOf(outcomes).map(reportSlice),
    precisionRecall: precisionRecallCurve(outcomes),
    ...(thresholds ? { operation: operationOf(outcomes, thresholds) } : {}),
    calibration: {
      ...calibration('all', outcomes),
      ...calibration('corrections', outcomes.filter(isCorrection)),
      ...calibrationAtShare(outcomes, tally, options.misspelledShare),
    },
    degraded: outcomes.filter(({ answer }) => answer.isDegraded).length,
    falseCorrections: failures(outcomes, ['broken'], options.failures),
    misses: failures(outcomes, ['miscorrected', 'missed'], options.failures),
    searched: outcomes.map(({ gold, answer }) => (answer.applied === gold.query ? null : answer.applied)),
    ...(latencyMs ? { latencyMs } : {}),
    ...(cost ? { cost } : {}),
  }
}

function expectedMeasures(
  outcomes: readonly Outcome[],
): Pick<SystemReport['measures'], 'expectedPrecision' | 'expectedRecall' | 'expectedF1'> {
  const rows = outcomes.map(expectedRow)
  const found = expectedOf(outcomes)
  // the values are summed exactly; the intervals need not be
  const around = (value: number, statistic: (means: Row) => number) => ({
    ...estimateOfMeans(rows, expectedEnds, statistic),
    value: orNull(value),
  })
  return {
    expectedPrecision: around(found.precision, ([mean]) => mean!),
    expectedRecall: around(found.recall, ([, mean]) => mean!),
    expectedF1: around(found.f1, expectedF1),
  }
}

function reportSlice({ key, outcomes }: Slice): SliceReport {
  const tally = tallyOf(outcomes.map(({ fate }) => fate))
  return {
    key,
    n: outcomes.length,
    accuracy: estimateRate(accuracy(tally)),
    falseCorrectionRate: estimateRate(falseCorrectionRate(tally)),
    precision: estimateRate(precision(tally)),
    recall: estimateRate(recall(tally)),
    bestReadingAccuracy: estimateRate(bestReadingAccuracy(outcomes)),
  }
}

function calibration(
  key: 'all' | 'corrections' | 'atShare',
  outcomes: readonly Outcome[],
  weightOf: (outcome: Outcome) => number = () => 1,
): { readonly [_ in typeof key]?: Calibration } {
  const found = calibrate(
    outcomes.map((outcome) => ({
      confidence: outcome.answer.confidence,
      isRight: outcome.isBestReadingExact,
      weight: weightOf(outcome),
    })),
  )
  return found ? { [key]: found } : {}
}

/** A probability holds for a mix of queries: a gold set of mostly misspelled ones has far more to miss than a shop's traffic. */
function calibrationAtShare(outcomes: readonly Outcome[], tally: Tally, misspelledShare: number) {
  const [clean, misspelled] = [cleanCount(tally), misspelledCount(tally)]
  if (clean === 0 || misspelled === 0) return {}
  return calibration('atShare', outcomes, ({ fate }) =>
    isMisspelled(fate) ? misspelledShare / misspelled : (1 - misspelledShare) / clean,
  )
}

function isCorrection({ gold, answer }: Outcome): boolean {
  return comparable(answer.corrected) !== comparable(gold.query)
}

/** The most confident first: they are the worst. */
function failures(outcomes: readonly Outcome[], kinds: readonly Outcome['fate'][], limit: number): readonly Failure[] {
  return outcomes
    .filter(({ fate }) => kinds.includes(fate))
    .toSorted((a, b) => kinds.indexOf(a.fate) - kinds.indexOf(b.fate) || certainty(b) - certainty(a))
    .slice(0, limit)
    .map(({ gold, answer }) => ({
      query: gold.query,
      applied: answer.applied,
      corrected: answer.corrected,
      golds: gold.golds,
      confidence: orNull(answer.confidence),
      verdict: answer.verdict,
      ...(gold.slice === undefined ? {} : { slice: gold.slice }),
      ...(answer.reason === undefined ? {} : { reason: answer.reason }),
      ...(answer.evidence === undefined ? {} : { evidence: answer.evidence.map(describeEvidence) }),
    }))
}

function certainty({ answer }: Outcome): number {
  return Number.isNaN(answer.confidence) ? -1 : answer.confidence
}
