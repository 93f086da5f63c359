import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SuspectBrand } from './brand-review.ts'
import { replaceFile } from './replace-file.ts'

/** `<dataDir>/<feed>.review.jsonl`, a brand a line, most frequent neighbours first; without any, an older file is removed. The result is its path. */
export async function writeReview(
  dataDir: string,
  feed: string,
  suspects: readonly SuspectBrand[],
): Promise<string | undefined> {
  const path = join(dataDir, `${feed}.review.jsonl`)
  if (suspects.length === 0) {
    await rm(path, { force: true })
    return undefined
  }
  await replaceFile(path, suspects.map((suspect) => JSON.stringify(suspect) + '\n').join(''))
  return path
}
