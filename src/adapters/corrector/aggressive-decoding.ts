import { continuations } from './continuations.ts'
import { symbols } from './tokens.ts'

/**
 * What one decoder pass says of one draft; index t is the place after its first t bytes, so each list has one entry
 * more than the draft has bytes. Log-probabilities are natural.
 */
export interface Verification {
  /** The model's most probable next symbol there. */
  readonly best: ArrayLike<number>
  readonly bestLogProbability: ArrayLike<number>
  /** Of the draft's own next byte; of its end, at the last index. */
  readonly ownLogProbability: ArrayLike<number>
}

/** Runs the decoder once over all drafts. One verification per draft, in order. */
export type Verify = (drafts: readonly Uint8Array[]) => Promise<readonly Verification[]>

export interface DecodingOptions {
  /** Texts worth copying from after a mistake, best first. */
  readonly sources: readonly Uint8Array[]
  /** Most decoder passes; 1 only scores the drafts. */
  readonly maxPasses: number
  /** Longest greedy output. */
  readonly maxBytes: number
  /** Most drafts of a pass after the first. */
  readonly width: number
}

export interface Decoded {
  /** Exactly what greedy decoding gives; absent when it is longer than `maxBytes`, not made of bytes, or takes more than `maxPasses`. */
  readonly greedy?: { readonly bytes: Uint8Array; readonly logProbability: number }
  /** Of each whole draft, end included, in order. */
  readonly draftLogProbabilities: readonly number[]
  readonly passes: number
}

/**
 * Input-guided aggressive decoding (Sun et al. 2021, "Instantaneous Grammatical Error Correction with Shallow Aggressive
 * Decoding"), over several drafts at once. Each pass yields at least one byte of the greedy output, however bad the drafts.
 */
export async function decode(
  verify: Verify,
  drafts: readonly Uint8Array[],
  options: DecodingOptions,
): Promise<Decoded> {
  let batch = drafts.length > 0 ? drafts : [new Uint8Array()]
  let scores: readonly number[] = []
  for (let passes = 1; ; passes++) {
    const rows = await verify(batch)
    if (passes === 1) scores = drafts.map((draft, i) => sum(rows[i]!.ownLogProbability, draft.length + 1))
    const accepted = batch.map((draft, i) => acceptedLength(draft, rows[i]!))
    const length = Math.max(...accepted)
    const longest = accepted.indexOf(length)
    const draft = batch[longest]!
    const { best, bestLogProbability } = rows[longest]!
    const next = best[length]!
    const answer = { draftLogProbabilities: scores, passes }
    if (length > options.maxBytes) return answer
    if (next === symbols.eos) {
      const greedy = { bytes: draft.slice(0, length), logProbability: sum(bestLogProbability, length + 1) }
      return { ...answer, greedy }
    }
    if (next > 255 || length >= options.maxBytes || passes >= options.maxPasses) return answer
    const rejected = batch.filter((_, i) => accepted[i] === length)
    const prefix = Uint8Array.from([...draft.subarray(0, length), next])
    batch = continuations(prefix, rejected, options.sources, options.width).map((rest) =>
      Uint8Array.from([...prefix, ...rest].slice(0, options.maxBytes)),
    )
  }
}

/** Leading bytes of the draft that are the model's own choice. */
function acceptedLength(draft: Uint8Array, { best }: Verification): number {
  let t = 0
  while (t < draft.length && best[t] === draft[t]) t++
  return t
}

function sum(values: ArrayLike<number>, count: number): number {
  let total = 0
  for (let i = 0; i < count; i++) total += values[i]!
  return total
}
