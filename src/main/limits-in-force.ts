import { dirname, resolve } from 'node:path'
import { checkThresholds, type Check, type Threshold } from '../evaluate/thresholds.ts'
import type { Report } from '../evaluate/report.ts'

/** The limits that come with Querymend. */
export const shippedLimits = 'eval/thresholds.json'

/**
 * The thresholds of a file held against a report of gold files, in the order of its sets. Those that come with Querymend are of the
 * gold files beside them, so that a shop's own file of the same name is not held to them; those of any other file go by name, wherever a gold
 * file is.
 */
export function checkLimits(
  report: Report,
  goldFiles: readonly string[],
  limits: { readonly file: string; readonly thresholds: readonly Threshold[] },
): readonly Check[] {
  if (resolve(limits.file) !== resolve(shippedLimits)) return checkThresholds(report, limits.thresholds)
  const isBeside = (file: string) => dirname(resolve(file)) === dirname(resolve(shippedLimits))
  // of several files, all together stand first
  const first = report.sets.length - goldFiles.length
  const sets = report.sets.filter((_, i) => (i < first ? goldFiles.every(isBeside) : isBeside(goldFiles[i - first]!)))
  return checkThresholds({ ...report, sets }, limits.thresholds)
}
