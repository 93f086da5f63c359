import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm'
import { nextTurn } from '../../speller/next-turn.ts'
import { createModelCorrector, type InlineOnnxCorrector, type DecodingLimits } from './model-corrector.ts'
import { type ModelFiles, openModel, type OnnxRuntime } from './onnx-model.ts'
import { sessionOf } from './onnx-tensors.ts'

/**
 * Runs the model in a Worker, whose only thread it blocks. The runtime is in the bundle and starts with the first call;
 * the graphs come from `files`. Only for workerd: what it imports is a compiled module there.
 */
export async function openWorkerdOnnxCorrector(
  files: ModelFiles,
  limits: DecodingLimits,
): Promise<InlineOnnxCorrector> {
  const runtime = await (runtimeStarting ??= startRuntime())
  return createModelCorrector(await openModel(files, runtime), { turn: nextTurn, ...limits })
}

let runtimeStarting: Promise<OnnxRuntime> | undefined

async function startRuntime(): Promise<OnnxRuntime> {
  const { InferenceSession, Tensor, env } = await import('onnxruntime-web/wasm')
  env.wasm.numThreads = 1
  env.wasm.wasmBinary = standIn()
  return {
    async open(bytes) {
      const options = { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 3 } as const
      return sessionOf(await InferenceSession.create(bytes, options), Tensor)
    },
  }
}

/** Bytes that stand for the runtime's compiled module wherever they are to be compiled, which a Worker may not do. */
function standIn(): ArrayBuffer {
  const bytes = new ArrayBuffer(8)
  const { instantiate } = WebAssembly
  WebAssembly.instantiate = async (source, imports) => {
    const isStandIn = source === bytes || (ArrayBuffer.isView(source) && source.buffer === bytes)
    return isStandIn ? { module: wasm, instance: await instantiate(wasm, imports) } : instantiate(source, imports)
  }
  return bytes
}
