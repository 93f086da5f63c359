import { type Copy, indexOfCopy, readCopy } from '../../adapters/catalog-index/embedded-copy.ts'
import { SpellerError } from '../../speller/errors.ts'
import type { CatalogIndex } from '../../speller/ports.ts'
import type { PlainRetrieverName } from '../../speller/retrievers.ts'
import type { ReadFile } from './files.ts'
import { createFollower, type Follower } from './follow.ts'
import { once } from './once.ts'

export interface FollowedIndex {
  readonly index: CatalogIndex
  /** Looks for a newer generation where the last look is a second old, for later requests. Never fails. */
  follow(): Promise<void> | undefined
}

/** A copy of the embedded store's directory, opened with the first question. */
export function openCopiedCatalog(
  dir: string,
  read: ReadFile,
  retriever: PlainRetrieverName,
  onError: (error: unknown) => void,
  keepAlive: (opening: Promise<unknown>) => void,
): FollowedIndex {
  let opened: Follower<Copy> | undefined
  const readable = async (former?: Copy) => {
    try {
      return await readCopy(dir, read, former, retriever)
    } catch (cause) {
      if (cause instanceof SpellerError) throw cause
      throw new SpellerError('index_failed', `The catalog in ${dir} cannot be read`, { cause })
    }
  }
  const open = once(async () => (opened = await createFollower(readable, onError)), keepAlive)
  return {
    index: indexOfCopy(async () => (await open()).current()),
    follow: () => opened?.follow(),
  }
}
