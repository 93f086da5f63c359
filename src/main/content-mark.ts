import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTables } from './knowledge-files.ts'
import { ownFiles, sharedFiles } from './parse-knowledge.ts'

/** Eight hexadecimal digits that change with what the files hold, in their order. */
export function contentMark(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(createHash('sha256').update(readFileSync(path)).digest())
  return hash.digest('hex').slice(0, 8)
}

/** Of what a model's folder holds beside the model itself: ranker, thresholds, and its channel and tables or those that it shares. */
export function knowledgeMark(modelDir: string): string {
  const shared = join(modelDir, readTables(modelDir))
  return contentMark([
    ...ownFiles.map((name) => join(modelDir, name)),
    ...sharedFiles.map((name) => join(shared, name)),
  ])
}
