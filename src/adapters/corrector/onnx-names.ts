import { SpellerError } from '../../speller/errors.ts'
import type { NameEncoder } from '../../speller/ports.ts'
import { gate, parseProjection, project, projectionFile } from './name-vectors.ts'
import type { NameStates, States } from './onnx-model.ts'
import { filesIn, openOnnxNameStates } from './onnx-session.ts'
import { bucket0, clip, maxNameBytes, symbols } from './tokens.ts'

export interface NameEncoderOptions {
  /** Holds encode-names.onnx, config.json and the projection. */
  readonly modelDir: string
  /** Bytes of a name for which one vector is kept, at least 1. Fewer: better recall, a larger index. */
  readonly bytesPerVector?: number
}

/** Texts that are encoded in one run. */
const batchSize = 64
/** Symbols before the bytes. */
const marks = [symbols.term, bucket0] as const

/**
 * The states of the served model's encoder of names over a text's bytes, at most `maxNameBytes`, projected: a
 * vector a byte for a span, and for a name what the gate leaves of them. All texts have the symbols of a rare term, so that the
 * vectors depend on the spelling alone. Blocks its thread while it runs. Fails with `model_invalid`.
 */
export async function openNameEncoder({ modelDir, bytesPerVector = 2 }: NameEncoderOptions): Promise<NameEncoder> {
  const files = filesIn(modelDir)
  const text = new TextDecoder().decode(await files.read(projectionFile))
  const model = await openOnnxNameStates(modelDir)
  const projection = parseProjection(text, files.pathOf(projectionFile), model)
  const { dimension } = projection
  const encode = (texts: readonly string[]) => inBatches(texts, (batch) => statesOf(model, batch))
  return {
    id: `${model.id}/${dimension}/${bytesPerVector}`,
    dimension,
    names: async (forms) =>
      (await encode(forms)).map((states) => gate(project(projection, states), dimension, bytesPerVector)),
    spans: async (spans) => (await encode(spans)).map((states) => project(projection, states)),
    close: () => model.close(),
  }
}

/** States over the bytes of texts, without those of the marks before them. */
export async function statesOf(model: NameStates, texts: readonly string[]): Promise<States[]> {
  try {
    const states = await model.encodeNames(texts.map((text) => [...marks, ...clip(text, maxNameBytes)]))
    return states.map((own) => own.subarray(marks.length * model.d))
  } catch (cause) {
    throw new SpellerError('index_failed', `The encoder of names failed: ${String(cause)}`, { cause })
  }
}

/** Texts of like length together, since all of a batch take as long as its longest; in the order of the texts. */
async function inBatches(
  texts: readonly string[],
  run: (batch: readonly string[]) => Promise<readonly States[]>,
): Promise<States[]> {
  const order = texts.map((_, at) => at).sort((a, b) => texts[a]!.length - texts[b]!.length)
  const states = new Array<States>(texts.length)
  for (let at = 0; at < order.length; at += batchSize) {
    const batch = order.slice(at, at + batchSize)
    const found = await run(batch.map((i) => texts[i]!))
    batch.forEach((i, j) => (states[i] = found[j]!))
  }
  return states
}
