import { dirname, resolve } from 'node:path'
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
 * The thresholds of a file held against a report. Those that come with Querymend are of the gold files beside them over the whole sample
 * catalog, so that neither a shop's own file of the same name, nor a catalog of which a part was left out, is held to them; those of any other
 * file go by name, wherever a gold file is and whatever its catalog.
 */
export function checkLimits(
  report: Report,
  { goldFiles, catalog }: Measured,
  limits: { readonly file: string; readonly thresholds: readonly Threshold[] },
): readonly Check[] {
  if (!areShipped(limits.file)) return checkThresholds(report, limits.thresholds)
  if (resolve(catalog) !== resolve(sampleCatalog)) return []
  const isBeside = (file: string) => dirname(resolve(file)) === dirname(resolve(shippedLimits))
  // of several files, all together stand first
  const first = report.sets.length - goldFiles.length
  const sets = report.sets
    .filter((_, i) => (i < first ? goldFiles.every(isBeside) : isBeside(goldFiles[i - first]!)))
    .filter(({ without }) => without === undefined)
  return checkThresholds({ ...report, sets }, limits.thresholds)
}

/** A line on what the limits of a file are of, where it is that which comes with Querymend; else empty. */
export function scopeNote(file: string): string {
  return areShipped(file)
    ? `Those of ${shippedLimits} are of the gold files beside it, over the whole of ${sampleCatalog}.\n`
    : ''
}

function areShipped(file: string): boolean {
  return resolve(file) === resolve(shippedLimits)
}
