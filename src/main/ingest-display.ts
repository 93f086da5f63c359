import { SingleBar } from 'cli-progress'
import type { DeltaLocale } from '../ingest/delta-base.ts'
import type { IngestProgress, IngestSummary } from '../ingest/ingest.ts'
import type { Preview } from '../ingest/preview.ts'
import type { Name } from '../speller/types.ts'

export interface Display {
  show(progress: IngestProgress): void
  /** Gives the terminal back. */
  stop(): void
}

export const silentDisplay: Display = { show: () => undefined, stop: () => undefined }

/**
 * A bar per phase on a terminal; elsewhere a line when a phase begins, and every `everyMs` while it lasts. Share and ETA
 * only where the source says how long it is.
 */
export function createDisplay(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }, everyMs = 5_000): Display {
  return stream.isTTY ? createBar(stream) : createLines(stream, everyMs)
}

interface Step {
  readonly done: number
  /** Absent: not known. */
  readonly total?: number
  readonly text: string
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
const integer = (value: number) => value.toLocaleString('en-US')

function stepOf(progress: IngestProgress, seconds: number): Step {
  if (progress.phase !== 'reading') {
    return { done: progress.written, total: progress.total, text: `${integer(progress.written)} names and bigrams` }
  }
  const { bytes, totalBytes, products, rejects } = progress
  const rate = seconds > 0 ? `, ${integer(Math.round(products / seconds))}/s` : ''
  const refused = rejects > 0 ? `, ${integer(rejects)} refused` : ''
  return {
    done: bytes,
    ...(totalBytes === undefined ? {} : { total: totalBytes }),
    text: `${integer(products)} products${rate}${refused}`,
  }
}

function createBar(stream: NodeJS.WritableStream): Display {
  let bar: SingleBar | undefined
  let phase: string | undefined
  let started = 0
  const stop = () => {
    bar?.stop()
    bar = undefined
  }
  return {
    show(progress) {
      if (progress.phase !== phase) {
        stop()
        phase = progress.phase
        started = performance.now()
        const { total } = stepOf(progress, 0)
        const share = total === undefined ? '{megabytes}' : '{bar} {percentage}% | ETA {eta_formatted}'
        const format = `${phase.padEnd(10)} ${share} | {text}`
        bar = new SingleBar({ stream, format, hideCursor: true, etaBuffer: 200, barsize: 30 })
        bar.start(total ?? 1, 0, { text: '', megabytes: '' })
      }
      const { done, text } = stepOf(progress, (performance.now() - started) / 1000)
      bar!.update(done, { text, megabytes: megabytes(done) })
    },
    stop,
  }
}

function createLines(stream: NodeJS.WritableStream, everyMs: number): Display {
  let phase: string | undefined
  let started = 0
  let shown = 0
  return {
    show(progress) {
      const now = performance.now()
      const isNew = progress.phase !== phase
      if (!isNew && now - shown < everyMs) return
      if (isNew) started = now
      phase = progress.phase
      shown = now
      const seconds = (now - started) / 1000
      const { done, total, text } = stepOf(progress, seconds)
      if (total === undefined) {
        stream.write(`${phase}: ${megabytes(done)}, ${text}\n`)
        return
      }
      const percent = total > 0 ? Math.floor((100 * done) / total) : 100
      const eta = done > 0 && seconds > 0 ? `, about ${Math.ceil((seconds * (total - done)) / done)} s left` : ''
      const of = progress.phase === 'reading' ? ` of ${megabytes(total)}` : ''
      stream.write(`${phase}: ${percent}%${of}, ${text}${eta}\n`)
    },
    stop: () => undefined,
  }
}

/** The outcome as a table of label and value. */
export function formatSummary(summary: IngestSummary): string {
  const reasons = Object.entries(summary.rejectsByReason).map(([reason, count]) => `${reason} ${integer(count)}`)
  const names = Object.entries(summary.names).filter(([, count]) => count > 0)
  const total = names.reduce((sum, [, count]) => sum + count, 0)
  const outcome = {
    ingested: 'live now',
    resumed: 'live now; finished what an interrupted run began',
    already_live: 'already live, nothing to do (--force builds it again)',
    dry_run: 'dry run, the live catalog is untouched',
  }[summary.outcome]
  const rows: [string, string][] = [
    ['feed', `${summary.feed} (${summary.format})`],
    ['outcome', outcome],
    ['products', integer(summary.products)],
    ...changesRows(summary),
    ...(summary.columnsMissing === undefined ? [] : [['columns', summary.columnsMissing] as [string, string]]),
    ['duplicate ids', integer(summary.duplicates)],
    ...(summary.markedDeleted > 0 ? [['deleted', integer(summary.markedDeleted)] as [string, string]] : []),
    ['refused', integer(summary.rejects) + (reasons.length > 0 ? ` (${reasons.join(', ')})` : '')],
    ...(summary.preview === undefined || summary.firstReject === undefined
      ? []
      : [['first refused', summary.firstReject] as [string, string]]),
    ...(summary.rejectsFile === undefined ? [] : [['refused lines', summary.rejectsFile] as [string, string]]),
    ...brandRows(summary),
    ['names', `${integer(total)} (${names.map(([kind, count]) => `${kind} ${integer(count)}`).join(', ')})`],
    ...(summary.preview === undefined ? [] : previewRows(summary.preview)),
    ['bigrams', integer(summary.bigrams)],
    ...(summary.generation === undefined ? [] : [['generation', summary.generation] as [string, string]]),
    ['seconds', summary.seconds.toFixed(1)],
  ]
  return rows.map(([label, value]) => `${label.padEnd(15)} ${value}\n`).join('')
}

function changesRows({ changes, deltaLocale }: IngestSummary): [string, string][] {
  if (changes === undefined) return []
  const { added, changed, unchanged, deleted, unknown, elsewhere = 0 } = changes
  const parts = Object.entries({ added, changed, unchanged, deleted }).map(
    ([what, count]) => `${integer(count)} ${what}`,
  )
  if (unknown > 0) parts.push(`${integer(unknown)} deletion${unknown === 1 ? '' : 's'} of products that were not there`)
  const rows: [string, string][] = [['changes', parts.join(', ')]]
  const locale = deltaLocale && localeText(deltaLocale)
  if (locale !== undefined) rows.push(['locale', locale])
  if (elsewhere > 0)
    rows.push([
      'to check',
      `${integer(elsewhere)} added, or not there, by the id of a product of another locale or of none, which stays as it was: ${remedyOf(deltaLocale)}`,
    ])
  return rows
}

/** Undefined where there is nothing to say: the delta was given the whole feed's own, or neither was given one. */
function localeText({ used, recorded }: DeltaLocale): string | undefined {
  if (used === undefined) return undefined
  if (recorded === undefined) return `${used} for records that name none; that of the whole feed is not known`
  if (recorded === null) return `${used} for records that name none; the whole feed was given none`
  if (used !== recorded) return `${used} for records that name none; that of the whole feed is ${recorded}`
  return `${used} for records that name none, as in the whole feed`
}

function remedyOf({ recorded }: DeltaLocale = {}): string {
  if (recorded === undefined) return 'where they are the same product, give the --locale of the whole feed'
  return recorded === null
    ? 'where they are the same product, give it the same locale, by its column or by --locale'
    : `where they are the same product, leave --locale out, or give ${recorded}`
}

function previewRows(preview: Preview): [string, string][] {
  if ('unknown' in preview) return [['names changed', `not known: ${preview.unknown}`]]
  return (['gained', 'lost'] as const).flatMap((what) => {
    const { total, byKind, brands, others } = preview[what]
    const kinds = Object.entries(byKind).map(([kind, count]) => `${kind} ${integer(count)}`)
    const examples = (names: readonly Name[]) =>
      names.map(({ text, count }) => `${text} (${integer(count)})`).join(', ')
    const rows: [string, string][] = [
      [`names ${what}`, integer(total) + (total > 0 ? ` (${kinds.join(', ')})` : '')],
      ['  brands', examples(brands)],
      ['  others', examples(others)],
    ]
    return rows.filter(([, value]) => value !== '')
  })
}

function brandRows({ junkBrands, suspectBrands, names }: IngestSummary): [string, string][] {
  const { total, examples, file } = suspectBrands
  const shown = examples.map(
    ({ brand, count, neighbour, neighbourCount }) =>
      `${brand} (${integer(count)}) like ${neighbour} (${integer(neighbourCount)})`,
  )
  const rows: [string, string][] = []
  if (names.brand === 0 && junkBrands === 0 && total === 0)
    rows.push([
      'brands',
      'none: no product names one, so none is protected (--columns brand=… where the feed calls it otherwise)',
    ])
  if (junkBrands > 0) rows.push(['junk brands', `${integer(junkBrands)} products have one, such as "N/A"; not learned`])
  if (total > 0)
    rows.push([
      'brands to check',
      `${integer(total)} not learned: ${shown.join('; ')}${total > examples.length ? ' …' : ''}`,
    ])
  if (file !== undefined) rows.push(['', file])
  return rows
}
