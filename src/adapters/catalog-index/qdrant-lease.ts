import { SpellerError } from '../../speller/errors.ts'
import { collectionOf, readShelf } from './qdrant-aliases.ts'
import { beat, readBeat } from './qdrant-collection.ts'
import { isMissing, type QdrantConnection } from './qdrant-connection.ts'
import type { Clock } from './qdrant-patience.ts'

// A build changes its `beat` every few seconds, so that whoever finds its collection can tell it from one that a killed process left behind,
// without comparing the clocks of two machines.

export interface LeaseTimes {
  /** Between two signs of life of a build, in ms. */
  readonly beatMs: number
  /** Silence after which a build is taken for dead, in ms; 0: at once. */
  readonly deadAfterMs: number
}

export const usualLease: LeaseTimes = { beatMs: 5_000, deadAfterMs: 30_000 }
const lookEveryMs = 1_000

/** Shows from now on that the collection is being built. The result ends it; so does the process. */
export function holdLease(
  connection: QdrantConnection,
  collection: string,
  { beatMs }: LeaseTimes = usualLease,
): () => void {
  let isBeating = false
  const timer = setInterval(() => {
    if (isBeating) return
    isBeating = true
    // a build whose Qdrant is away, or whose collection is gone, learns it by its next write
    beat(connection, collection)
      .catch(() => undefined)
      .finally(() => (isBeating = false))
  }, beatMs)
  timer.unref()
  return () => clearInterval(timer)
}

interface Told {
  readonly clock: Clock
  readonly lease?: LeaseTimes
  readonly onWait?: (message: string) => void
}

/**
 * Ids of the unfinished generations, once none of them but `own` has shown a sign of life for long enough. Fails with `config_invalid` as soon
 * as one does: another ingestion builds it. One that is begun just after is not among them.
 */
export async function findUnfinished(
  connection: QdrantConnection,
  alias: string,
  own: string | undefined,
  { clock, lease: { deadAfterMs } = usualLease, onWait }: Told,
): Promise<readonly string[]> {
  const seen = new Map<string, { readonly beat: string; readonly sinceMs: number }>()
  for (let looks = 0; ; looks++) {
    const { unfinished } = await readShelf(connection, alias)
    const others = unfinished.filter((id) => id !== own)
    let silentMs = Infinity
    for (const id of others) {
      const found = await readBeat(connection, collectionOf(alias, id))
      const before = seen.get(id)
      // one without any was made a moment ago, or by an earlier version
      if (before !== undefined && before.beat !== '' && before.beat !== found) throw busy(alias)
      const isSame = before?.beat === found
      const sinceMs = isSame ? before.sinceMs : clock.now()
      seen.set(id, { beat: found, sinceMs })
      silentMs = Math.min(silentMs, clock.now() - sinceMs)
    }
    if (silentMs >= deadAfterMs) return unfinished
    if (looks === 0)
      onWait?.(
        `'${alias}' has an unfinished generation: watching for ${deadAfterMs / 1_000} s whether another run builds it.`,
      )
    await clock.pause(Math.min(lookEveryMs, deadAfterMs))
  }
}

function busy(alias: string): SpellerError {
  return new SpellerError(
    'config_invalid',
    `Another ingestion is building a generation of '${alias}' in this Qdrant. Wait for it; another shop needs a QDRANT_COLLECTION of its own.`,
  )
}

/** Of a build: what fails since somebody deleted its collection says so. */
export async function explainTaken<T>(
  connection: QdrantConnection,
  alias: string,
  id: string,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!isMissing(error)) throw error
    const { kept, unfinished } = await readShelf(connection, alias)
    if ([...kept, ...unfinished].includes(id)) throw error
    const message = `Generation ${id} of '${alias}' was deleted while it was built, by another ingestion that took this one for dead, or by hand. Run it again.`
    throw new SpellerError('index_failed', message, { cause: error })
  }
}
