import { createModelCorrector, type DecodingLimits, type InlineOnnxCorrector } from './model-corrector.ts'
import { openOnnxModel } from './onnx-session.ts'

export type { InlineOnnxCorrector, OnnxAnswer } from './model-corrector.ts'

export interface OnnxOptions extends DecodingLimits {
  /** Holds the three graphs and config.json. */
  readonly modelDir: string
}

/** Runs the model in the calling thread, which it blocks: for scripts. Servers use `openOnnxCorrector`. */
export async function openInlineOnnxCorrector({ modelDir, ...limits }: OnnxOptions): Promise<InlineOnnxCorrector> {
  return createModelCorrector(await openOnnxModel(modelDir), limits)
}
