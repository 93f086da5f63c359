import { readFile } from 'node:fs/promises'
import type { Config } from '../config.ts'
import type { GoldCase } from '../evaluate/gold.ts'
import { isExact, outcomeOf } from '../evaluate/outcome.ts'
import { readGold } from '../evaluate/read-gold.ts'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogIndex, CatalogInfo, GenerationCheck, Speller } from '../speller/ports.ts'
import { createSpeller } from '../speller/speller.ts'
import { watchHead } from './head-file.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { watchOverrides } from './overrides-file.ts'
import { newId, openCorrector, spellerSettings } from './wire-node.ts'

/** Longer than a shopper would wait: load on the machine must not refuse a catalog. */
const correctTimeoutMs = 60_000
const shownFailures = 10

export interface SwapCheckOptions {
  readonly config: Config
  /** The live generation, which the new one is compared with. */
  readonly live: () => Promise<CatalogInfo>
  /** The new one comes of a delta feed. */
  readonly isDelta?: boolean
  /** Says of a fall in size that it happened, in place of refusing it. */
  readonly onAllowedDrop?: (message: string) => void
}

/**
 * What a new generation must pass before the swap: it has not shrunk by more than `maxDrop`, nor have its brands or popular
 * queries, and the speller, over it, answers every query of the smoke file as the file says. Reads that file at once; fails with `gold_invalid`, naming the
 * line. The check refuses with `generation_refused`.
 */
export async function createSwapCheck({
  config,
  live,
  isDelta = false,
  onAllowedDrop,
}: SwapCheckOptions): Promise<GenerationCheck> {
  const { maxDrop, smoke } = config.catalog
  const cases = smoke === undefined ? [] : readGold(smoke, await readSmoke(smoke))
  return async (next) => {
    const fall = fallOf(await live(), await next.info(), { maxDrop, isDelta })
    if (fall && !onAllowedDrop) throw refusal(fall.refusal)
    if (fall) onAllowedDrop!(fall.text)
    if (cases.length === 0) return
    const failures = await smokeFailures(config, next, cases)
    if (failures.length === 0) return
    const shown = failures.slice(0, shownFailures).map((line) => `  ${line}`)
    const more = failures.length > shown.length ? [`  and ${failures.length - shown.length} more`] : []
    throw refusal(
      [
        `${failures.length} of the ${cases.length} queries of ${smoke} fail on the new catalog:`,
        ...shown,
        ...more,
      ].join('\n'),
    )
  }
}

/** Sizes of a catalog that are compared. */
export type CatalogSize = Pick<CatalogInfo, 'names' | 'products' | 'kinds'>

/** That a catalog would be too small, in words: `refusal` says also what may be amiss, and what then to do. */
export interface Fall {
  readonly text: string
  readonly refusal: string
}

/** Undefined where the new catalog may go live for all its size. */
export function fallOf(
  live: CatalogSize,
  next: CatalogSize,
  { maxDrop, isDelta }: { readonly maxDrop: number; readonly isDelta: boolean },
): Fall | undefined {
  const drops = dropsOf(live, next, maxDrop)
  if (drops.length === 0) return undefined
  const falls = drops.map(({ text }) => text).join(' and ')
  const text = `The new catalog has ${falls} (allowed: ${percent(maxDrop)} fewer).`
  return { text, refusal: [text, ...questionsOf(drops, isDelta), howToSwap].join(' ') }
}

/** Kinds of names that are given. Others are found in titles by their counts, and may fall faster than the products do. */
const givenKinds = ['brand', 'query'] as const
const unitNames = { names: 'names', products: 'products', brand: 'brands', query: 'popular queries' }

/** So few names of a kind may go from any shop: of a handful of brands, one or two are a large share. */
const fewOfKind = 2

/** A fall in size. `text`: in words, with both sizes. */
interface Drop {
  readonly unit: keyof typeof unitNames
  readonly text: string
}

/**
 * Falls by more than the share `maxDrop` of names, of products, and of brands and popular queries, where of these more than a
 * few went and both generations know how many they have.
 */
export function dropsOf(live: CatalogSize, next: CatalogSize, maxDrop: number): Drop[] {
  const dropOf = (unit: Drop['unit'], before: number, after: number): Drop[] => {
    if (after >= before * (1 - maxDrop)) return []
    return [{ unit, text: `${after} ${unitNames[unit]} instead of ${before} (${percent(1 - after / before)} fewer)` }]
  }
  const ofKind = (kind: (typeof givenKinds)[number]) => {
    const [before, after] = [live.kinds?.[kind] ?? 0, next.kinds?.[kind] ?? Infinity]
    return before - after > fewOfKind ? dropOf(kind, before, after) : []
  }
  return [
    ...dropOf('names', live.names, next.names),
    ...dropOf('products', live.products, next.products),
    ...givenKinds.flatMap(ofKind),
  ]
}

/** What may be amiss, and what then to do. */
function questionsOf(drops: readonly Drop[], isDelta: boolean): string[] {
  const fell = (...units: readonly Drop['unit'][]) => drops.some(({ unit }) => units.includes(unit))
  return [
    ...(!isDelta && fell('names', 'products') ? ['Is the feed whole? One that holds changes only needs --delta.'] : []),
    ...(fell('brand') ? ['Does the feed call its column of brands otherwise? Name it with --columns brand=….'] : []),
    ...(fell('query') ? ['Popular queries are given again with each whole feed: --queries FILE.'] : []),
  ]
}

const howToSwap = 'If all of that is to go, run it again with --force, or raise QUERYMEND_MAX_DROP.'

async function smokeFailures(config: Config, next: CatalogIndex, cases: readonly GoldCase[]): Promise<string[]> {
  const corrector = await openCorrector(config, { isPatient: true })
  try {
    const speller = createSpeller({
      index: next,
      log: { append: () => undefined },
      knowledge: loadKnowledge(config.correct.modelDir),
      overrides: watchOverrides(config.catalog.overrides, () => undefined),
      head: watchHead(config, () => undefined),
      settings: { ...spellerSettings(config), correctTimeoutMs },
      newId,
      now: () => new Date(),
      ...(corrector === undefined ? {} : { corrector }),
    })
    const failures: string[] = []
    for (const gold of cases) failures.push(...(await failureOf(speller, gold)))
    return failures
  } finally {
    await corrector?.close()
  }
}

async function failureOf(speller: Speller, gold: GoldCase): Promise<string[]> {
  const { query, locale } = gold
  const answered = await speller.correct(query, locale === undefined ? {} : { locale })
  const { applied, corrected, verdict, confidence, latencyMs, degraded } = answered
  const answer = { applied, corrected, verdict, confidence, milliseconds: latencyMs.total, isHeld: false }
  const outcome = outcomeOf(gold, { ...answer, isDegraded: degraded.length > 0 })
  if (isExact(outcome.fate)) return []
  const wanted = gold.golds.map((text) => JSON.stringify(text)).join(' or ')
  const asked = `${JSON.stringify(query)}${locale === undefined ? '' : ` (${locale})`}`
  return [`${asked} became ${JSON.stringify(applied)}, wanted ${wanted} (${outcome.fate})`]
}

async function readSmoke(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new SpellerError('config_invalid', `QUERYMEND_SMOKE: ${path} cannot be read`, { cause })
  }
}

function refusal(message: string): SpellerError {
  return new SpellerError('generation_refused', message)
}

function percent(share: number): string {
  return `${Math.round(1000 * share) / 10} %`
}
