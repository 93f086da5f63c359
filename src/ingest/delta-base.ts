import { SpellerError } from '../speller/errors.ts'
import type { ProductRecords, Recorded } from './product-record.ts'

/** What a delta feed changes. */
export interface DeltaBase {
  readonly generation: string
  /** What it was made from. */
  read(): AsyncGenerator<Recorded>
  readonly locale: DeltaLocale
}

/** Which locale the records of a delta feed have that name none. */
export interface DeltaLocale {
  /** BCP 47 tag: the one given with the delta, else that of the whole feed. Absent: none. */
  readonly used?: string
  /** That of the whole feed; null: none was given with it. Absent: not known, as of records of earlier versions. */
  readonly recorded?: string | null
}

/** Fails with `config_invalid` where the products of the live generation are not known. */
export async function deltaBase(
  records: ProductRecords,
  live: string | undefined,
  { feed, locale }: { readonly feed: string; readonly locale?: string | undefined },
): Promise<DeltaBase> {
  if (live === undefined || !(await records.has(live)))
    throw new SpellerError(
      'config_invalid',
      `${feed}: a delta feed changes the products of the live catalog, but there is no record of them here; ingest a whole feed first`,
    )
  const recorded = await records.localeOf(live)
  const used = locale ?? recorded ?? undefined
  return {
    generation: live,
    read: () => records.read(live),
    locale: { ...(used === undefined ? {} : { used }), ...(recorded === undefined ? {} : { recorded }) },
  }
}

/** False where a record without a locale is surely of the locale that is used for it: the catalog's products were read alike. */
export function mayBeOfAnother({ used, recorded }: DeltaLocale): boolean {
  return used === undefined || used !== recorded
}
