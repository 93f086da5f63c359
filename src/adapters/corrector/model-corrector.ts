import { SpellerError, Unanswerable } from '../../speller/errors.ts'
import { normalise } from '../../speller/normalise.ts'
import type { CorrectionRequest, Corrector, Suggestion } from '../../speller/ports.ts'
import { decode, type Decoded, type Verify } from './aggressive-decoding.ts'
import { beforeAbort, stopped } from './deadline.ts'
import type { OnnxModel, States } from './onnx-model.ts'
import { decodePlainly } from './plain-decoding.ts'
import { createStateCache } from './state-cache.ts'
import { bytesOf, maxQueryBytes, nameTokens, previousTokens, queryTokens, textOf, type NameTokens } from './tokens.ts'

export interface DecodingLimits {
  /**
   * Most decoder passes for one query. Absent: 12 for one whose only draft it is, and 1 where there are drafts to choose from. Own
   * answers that need more are none of the drafts, and so worth little beside them.
   */
  readonly maxPasses?: number
  /** Kept encodings of names, per thread. Absent: 64 MB. */
  readonly cacheBytes?: number
  /** Waited for before each decoder pass, so that a model in the only thread lets timers run. Absent: passes follow at once. */
  readonly turn?: () => Promise<void>
}

export interface OnnxAnswer {
  readonly suggestions: readonly Suggestion[]
  /** Decoder passes it took. */
  readonly passes: number
  /** Names whose encodings were not kept from before. */
  readonly encodedNames: number
}

export interface InlineOnnxCorrector extends Corrector {
  /** What `correct` gives, with its cost. */
  answer(request: CorrectionRequest): Promise<OnnxAnswer>
  /** The same by one byte a pass, drafts used for nothing: the yardstick of `answer`. */
  answerPlainly(request: CorrectionRequest): Promise<OnnxAnswer>
}

/** The decoder was trained on at most this many names, and this many earlier queries among them. */
const maxNames = 16
const maxPrevious = 2
/** More drafts a pass cost more than they save. */
const continuationWidth = 6
/** Passes where the model writes alone. */
const passesAlone = 12

/** Corrects with an open model, in whatever thread it runs. Closing it closes the model. */
export function createModelCorrector(
  model: OnnxModel,
  { maxPasses, cacheBytes = 64e6, turn }: DecodingLimits = {},
): InlineOnnxCorrector {
  const cache = createStateCache(cacheBytes)
  let closing: Promise<void> | undefined

  const read = async (request: CorrectionRequest) => {
    const encodings = namesOf(request)
    // Held from here on: another request may drop them from the cache while this one waits.
    const held = new Map(encodings.flatMap(({ key }) => entryOf(key, cache.get(key))))
    const missing = encodings.filter(({ key }) => !held.has(key))
    const states = await model.encodeNames(missing.map(({ tokens }) => tokens))
    missing.forEach(({ key }, i) => {
      held.set(key, states[i]!)
      cache.set(key, states[i]!)
    })
    const names = encodings.map(({ key }) => held.get(key)!)
    const query = await model.encodeQuery(queryTokens(request.query))
    return { verify: model.decoderOver([query, ...names]), encodedNames: missing.length }
  }

  const guarded = async (request: CorrectionRequest, decodeIt: (request: CorrectionRequest) => Promise<OnnxAnswer>) => {
    if (closing) throw failed(`${model.id} is closed; open it again`)
    const length = bytesOf(request.query).length
    if (length > maxQueryBytes) {
      const message = `a query of ${length} bytes is longer than the ${maxQueryBytes} that ${model.id} reads`
      throw new Unanswerable('corrector_failed', message)
    }
    try {
      return await decodeIt(request)
    } catch (cause) {
      throw cause instanceof SpellerError ? cause : failed(`${model.id} failed: ${(cause as Error).message}`, cause)
    }
  }

  /** Stops before a pass that nobody waits for any more. */
  const stoppable = (verify: Verify, signal: AbortSignal | undefined): Verify =>
    turn === undefined
      ? verify
      : async (batch) => {
          await turn()
          if (signal?.aborted) throw stopped(signal)
          return verify(batch)
        }

  /** Damaged weights are told from a model that has no opinion. */
  const sound =
    (verify: Verify): Verify =>
    async (batch) => {
      const rows = await verify(batch)
      if (rows.some(({ ownLogProbability: own }) => Array.from(own).some(Number.isNaN)))
        throw failed(
          `${model.id} gave probabilities that are no numbers: its weights are damaged; install the model anew`,
        )
      return rows
    }

  const answer = (request: CorrectionRequest, signal?: AbortSignal) =>
    guarded(request, async ({ query, context, drafts }) => {
      const { verify: verifyAll, encodedNames } = await read(request)
      const verify = sound(stoppable(verifyAll, signal))
      const bytes = drafts.map(bytesOf)
      const short = bytes.filter(({ length }) => length <= maxQueryBytes)
      const decoded = await decode(verify, short.length > 0 ? short : [bytesOf(query)], {
        sources: [...context.map(({ form }) => bytesOf(form)), ...short],
        maxPasses: maxPasses ?? (drafts.length > 1 ? 1 : passesAlone),
        maxBytes: maxQueryBytes,
        width: continuationWidth,
      })
      const scores = decoded.draftLogProbabilities.values()
      const scored = drafts.map((text, i) =>
        suggestion(text, 'draft', bytes[i]!.length <= maxQueryBytes ? scores.next().value : undefined),
      )
      return { suggestions: [...greedyOf(decoded.greedy), ...scored], passes: decoded.passes, encodedNames }
    })

  return {
    id: model.id,
    correct: (request, signal) => beforeAbort(async () => (await answer(request, signal)).suggestions, signal),
    answer,
    answerPlainly: (request) =>
      guarded(request, async () => {
        const { verify, encodedNames } = await read(request)
        const { greedy, passes } = await decodePlainly(verify, maxQueryBytes)
        return { suggestions: greedyOf(greedy), passes, encodedNames }
      }),
    close: () => (closing ??= model.close()),
  }
}

function entryOf(key: string, states: States | undefined): readonly (readonly [string, States])[] {
  return states ? [[key, states]] : []
}

/** Best names first, then the last earlier queries; each once. */
function namesOf({ context, previous }: CorrectionRequest): readonly NameTokens[] {
  const earlier = previous.slice(-maxPrevious).map(previousTokens)
  const names = context.slice(0, maxNames - earlier.length).map(nameTokens)
  return [...new Map([...names, ...earlier].map((encoding) => [encoding.key, encoding])).values()]
}

function greedyOf(greedy: Decoded['greedy']): readonly Suggestion[] {
  const text = normalise((greedy && textOf(greedy.bytes)) ?? '')
  return text === '' ? [] : [suggestion(text, 'greedy', greedy!.logProbability)]
}

function suggestion(text: string, source: Suggestion['source'], logProbability: number | undefined): Suggestion {
  // Rounding in the decoder's softmax can leave a certain text a little above 0.
  return { text, ...(logProbability === undefined ? {} : { logProbability: Math.min(0, logProbability) }), source }
}

function failed(message: string, cause?: unknown): SpellerError {
  return new SpellerError('corrector_failed', message, { cause })
}
