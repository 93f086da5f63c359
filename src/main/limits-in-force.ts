import { basename, dirname, resolve } from 'node:path'
import { sampleCatalog } from '../config.ts'
import { checkThresholds, type Check, type Threshold } from '../evaluate/thresholds.ts'
import type { Report } from '../evaluate/report.ts'

/** The limits that come with Querymend. */
export const shippedLimits = 'eval/thresholds.json'

/** What was measured: the gold files in the order of the report's sets, over a feed. */
export interface Measured {
  readonly goldFiles: readonly string[]
  readonly catalog: string
}

/**
 * The thresholds of a file held against a report. Those that come with Querymend are of the gold files beside them, each over its whole sample
 * catalog, so that neither a shop's own file of the same name, nor a catalog of which a part was left out, is held to them; those of any other
 * file go by name, wherever a gold file is and whatever its catalog.
 */
export function checkLimits(
  report: Report,
  { goldFiles, catalog }: Measured,
  limits: { readonly file: string; readonly thresholds: readonly Threshold[] },
): readonly Check[] {
  if (!areShipped(limits.file)) return checkThresholds(report, limits.thresholds)
  const isShipped = (file: string) =>
    dirname(resolve(file)) === dirname(resolve(shippedLimits)) && resolve(catalog) === sampleOf(file)
  // of several files, all together stand first
  const first = report.sets.length - goldFiles.length
  const sets = report.sets
    .filter((_, i) => (i < first ? goldFiles.every(isShipped) : isShipped(goldFiles[i - first]!)))
    .filter(({ without }) => without === undefined)
  return checkThresholds({ ...report, sets }, limits.thresholds)
}

/** A line on what the limits of a file are of, where it is that which comes with Querymend; else empty. */
export function scopeNote(file: string): string {
  return areShipped(file)
    ? `Those of ${shippedLimits} are of the gold files beside it, each over the whole of its sample catalog (gold.jsonl: ${sampleCatalog}).\n`
    : ''
}

/** The sample catalog that a gold file asks, which has its ending: "gold-de.jsonl" asks "sample-de.tsv". */
function sampleOf(goldFile: string): string {
  const ending = /^gold(.*)\.jsonl$/.exec(basename(goldFile))?.[1] ?? ''
  return resolve(sampleCatalog.replace(/\.tsv$/, `${ending}.tsv`))
}

function areShipped(file: string): boolean {
  return resolve(file) === resolve(shippedLimits)
}
