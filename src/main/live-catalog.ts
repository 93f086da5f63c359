import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { currentId, generationFile, liveFile } from '../adapters/catalog-index/embedded-files.ts'
import type { Config } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import { pathOf } from './worker/files.ts'

/**
 * The files of the live generation by the path under which a Worker looks for them, the one that names it last. Fails with
 * `catalog_invalid` where there is none.
 */
export function liveCatalog({ catalog }: Config): ReadonlyMap<string, string> {
  const dir = join(catalog.dataDir, 'catalog')
  const live = currentId(dir)
  if (live === undefined)
    throw new SpellerError(
      'catalog_invalid',
      `${dir} holds no catalog. Run \`npm run ingest\` first; where Qdrant has it, none is needed: see --without-catalog.`,
    )
  const inWorker = (name: string) => pathOf(catalog.dataDir, 'catalog', name)
  return new Map([
    [inWorker(`${live}.qmix`), generationFile(dir, live)],
    ...(existsSync(liveFile(dir)) ? [[inWorker('live.jsonl'), liveFile(dir)] as const] : []),
    [inWorker('CURRENT'), join(dir, 'CURRENT')],
  ])
}
