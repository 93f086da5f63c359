import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { currentId, generationFile, liveFile, lossOf } from '../adapters/catalog-index/embedded-files.ts'
import type { Config } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import { generationPlace, places } from './worker/places.ts'

export interface LiveCatalog {
  readonly id: string
  /** By the place where a Worker looks for them, the one that names the generation last. */
  readonly files: ReadonlyMap<string, string>
}

/** The files of the live generation. Fails with `catalog_invalid` where there is none, or its file is lost. */
export function liveCatalog({ catalog }: Config): LiveCatalog {
  const dir = join(catalog.dataDir, 'catalog')
  const live = currentId(dir)
  if (live === undefined)
    throw new SpellerError(
      'catalog_invalid',
      `${dir} holds no catalog. Run \`npm run ingest\` first; where Qdrant has it, none is needed: see --without-catalog.`,
    )
  const loss = lossOf(dir, live)
  if (loss) throw loss
  const files = new Map([
    [generationPlace(live), generationFile(dir, live)],
    ...(existsSync(liveFile(dir)) ? [[`${places.catalog}/live.jsonl`, liveFile(dir)] as const] : []),
    [`${places.catalog}/CURRENT`, join(dir, 'CURRENT')],
  ])
  return { id: live, files }
}
