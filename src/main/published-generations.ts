import { z } from 'zod'
import { SpellerError } from '../speller/errors.ts'

/** What a bucket holds of generations; wrangler cannot list it. */
export interface Published {
  /** Ids of those that were live, the one that is at the end. */
  readonly served: readonly string[]
  /** Ids of those whose publication never came to its end, as far as is known. */
  readonly begun: readonly string[]
}

const id = z.string().regex(/^\d{17}[0-9a-f]{6}$/)
const publishedSchema = z.strictObject({ served: z.array(id), begun: z.array(id) })

/**
 * Reads the record of a bucket; undefined where it has none, as when an earlier version published last. `current` is the generation that
 * the bucket names, whoever wrote that. Fails with `index_failed` on a record of another kind.
 */
export function readPublished(record: string | undefined, current: string | undefined, place: string): Published {
  const { served, begun } = record === undefined ? { served: [], begun: [] } : parse(record, place)
  return { served: current === undefined ? served : lastly(served, current), begun }
}

/** Before the first file of a generation is put, so that none is forgotten. */
export function withBegun({ served, begun }: Published, next: string): Published {
  return { served, begun: served.includes(next) ? begun : lastly(begun, next) }
}

/**
 * Once `live` is what the bucket names. The one before it stays: a Worker may have read its name a moment ago and be about to read its
 * file. `gone` are the ids of all others, which nothing names any more.
 */
export function withLive({ served, begun }: Published, live: string): { kept: Published; gone: readonly string[] } {
  const kept = lastly(served, live).slice(-2)
  return {
    kept: { served: kept, begun: [] },
    gone: [...new Set([...served, ...begun])].filter((id) => !kept.includes(id)),
  }
}

export function writePublished(published: Published): string {
  return `${JSON.stringify(published)}\n`
}

function lastly(ids: readonly string[], last: string): readonly string[] {
  return [...ids.filter((each) => each !== last), last]
}

function parse(record: string, place: string): Published {
  try {
    return publishedSchema.parse(JSON.parse(record))
  } catch (cause) {
    throw new SpellerError(
      'index_failed',
      `${place} is not what this program writes. Delete it: then generations published so far stay in the bucket.`,
      { cause },
    )
  }
}
