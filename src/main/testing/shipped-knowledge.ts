import type { Knowledge } from '../../speller/knowledge.ts'
import { loadKnowledge } from '../knowledge-files.ts'

let loaded: Knowledge | undefined

/** What `models/` holds, read once a process: test files share it, and with it what is worked out of a table at its first use. */
export function shippedKnowledge(): Knowledge {
  return (loaded ??= loadKnowledge(new URL('../../../models', import.meta.url).pathname))
}

/** The same, with correctors that are asked however sure the noisy channel is of a correction. */
export function knowledgeThatAsks(): Knowledge {
  return { ...shippedKnowledge(), askUpTo: 1 }
}
