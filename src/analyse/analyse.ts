import { latencyOf } from '../evaluate/latency.ts'
import type { Period } from '../speller/ports.ts'
import type { LoggedDecision, Verdict } from '../speller/types.ts'
import type { Analysis, AnalysisPeriod, NamedDrift, StageDrift } from './analysis.ts'
import { wrongRows } from './called-wrong.ts'
import { costRows } from './costs.ts'
import { createDrifts } from './drift.ts'
import { correctionsWith, heldBack, queriesWithoutResults, topRewrites, type Periods } from './rows.ts'
import { count, createTally, stages, type PeriodTally, type Stage } from './tally.ts'
import { termRows, type StandingsOf } from './term-rows.ts'
import { volumesByDay } from './volumes.ts'

export interface AnalyseOptions {
  readonly read: (period: Period) => AsyncIterable<LoggedDecision>
  readonly period: Period
  /** Rows of each list, at most. */
  readonly rows: number
  /** Decisions from which on an unknown term is listed. */
  readonly minCount: number
  readonly standingsOf: StandingsOf
}

const verdicts: readonly Verdict[] = ['rewrite', 'suggest', 'keep']

/** Counts the period and the one of equal length before it, and compares them. The same log gives the same analysis. */
export async function analyse({ read, period, rows, minCount, standingsOf }: AnalyseOptions): Promise<Analysis> {
  const previous = {
    from: new Date(2 * period.from.getTime() - period.until.getTime()),
    until: period.from,
  }
  const before = await tallyOf(read(previous))
  const now = await tallyOf(read(period))
  const drifts = createDrifts()
  const periods: Periods = { now, before, drifts, rows }
  const analysis = {
    version: 1 as const,
    now: described(period, now),
    before: described(previous, before),
    personal: now.personal,
    days: volumesByDay(period, now.days, before.decisions > 0),
    verdicts: shares(periods, (tally) => tally.verdicts),
    reasons: shares(periods, (tally) => tally.reasons),
    feedback: feedback(periods),
    labels: labels(periods),
    calledWrong: wrongRows(now.wrong, rows),
    topRewrites: topRewrites(periods),
    revertedRewrites: correctionsWith(periods, ['rewrite'], ({ reverted, n }) => ({ hits: reverted, n })),
    withoutResults: correctionsWith(periods, ['rewrite', 'suggest'], ({ withoutResults, searched }) => ({
      hits: withoutResults,
      n: searched,
    })),
    queriesWithoutResults: queriesWithoutResults(periods),
    heldBack: heldBack(periods),
    ...(await termRows(periods, minCount, standingsOf)),
    guards: shares(periods, (tally) => tally.guards),
    failures: shares(periods, (tally) => tally.failures),
    costs: costRows(now.costs, before.costs),
    latencyMs: stages.map((stage) => latency(periods, stage)),
  }
  return { ...analysis, ...drifts.summary() }
}

async function tallyOf(decisions: AsyncIterable<LoggedDecision>): Promise<PeriodTally> {
  const tally = createTally()
  for await (const decision of decisions) count(tally, decision)
  return tally
}

function described({ from, until }: Period, { decisions }: PeriodTally): AnalysisPeriod {
  return { from: from.toISOString(), until: until.toISOString(), decisions }
}

/** Of all decisions; whatever either period has, the more frequent first. */
function shares({ now, before, drifts }: Periods, of: (tally: PeriodTally) => ReadonlyMap<string, number>) {
  const [own, other] = [of(now), of(before)]
  return [...new Set([...own.keys(), ...other.keys()])]
    .map((name) => ({ name, hits: own.get(name) ?? 0, earlier: other.get(name) ?? 0 }))
    .sort((a, b) => b.hits - a.hits || b.earlier - a.earlier || (a.name < b.name ? -1 : 1))
    .map(({ name, hits, earlier }): NamedDrift => ({
      name,
      ...drifts.compare({ hits, n: now.decisions }, { hits: earlier, n: before.decisions }),
    }))
}

function feedback({ now, before, drifts }: Periods): readonly NamedDrift[] {
  const compare = (name: string, rate: (tally: PeriodTally) => { hits: number; n: number }) => ({
    name,
    ...drifts.compare(rate(now), rate(before)),
  })
  return [
    compare('rewrites reverted', ({ feedback }) => ({ hits: feedback.reverted, n: feedback.rewrites })),
    compare('suggestions accepted', ({ feedback }) => ({ hits: feedback.accepted, n: feedback.suggestions })),
    compare('corrections without results', ({ feedback }) => ({
      hits: feedback.withoutResults,
      n: feedback.searched,
    })),
    compare('degraded decisions', ({ degraded, decisions }) => ({ hits: degraded, n: decisions })),
  ]
}

function labels({ now, before, drifts }: Periods): readonly NamedDrift[] {
  const rate = ({ labels }: PeriodTally, verdict: Verdict) => {
    const { right, wrong, should_be } = labels.get(verdict) ?? { right: 0, wrong: 0, should_be: 0 }
    return { hits: right, n: right + wrong + should_be }
  }
  return verdicts
    .filter((verdict) => rate(now, verdict).n + rate(before, verdict).n > 0)
    .map((verdict) => ({ name: verdict, ...drifts.compare(rate(now, verdict), rate(before, verdict)) }))
}

function latency({ now, before, drifts }: Periods, stage: Stage): StageDrift {
  const own = now.latency[stage]
  const other = before.latency[stage]
  const pooled = latencyOf([...own, ...other])
  const slower = (percentile: 'p50' | 'p95' | 'p99') => {
    const limit = pooled?.[percentile] ?? 0
    const rate = (values: readonly number[]) => ({ hits: values.filter((ms) => ms > limit).length, n: values.length })
    return drifts.compare(rate(own), rate(other))
  }
  const [current, earlier] = [latencyOf(own), latencyOf(other)]
  return {
    stage,
    ...(current ? { now: current } : {}),
    ...(earlier ? { before: earlier } : {}),
    slower: { p50: slower('p50'), p95: slower('p95'), p99: slower('p99') },
  }
}
