import type { NameEncoder } from '../speller/ports.ts'

/** The encoder of names of a model's folder. Its runtime is imported with the first call, so that other retrievers do without. */
export async function openNames(modelDir: string, bytesPerVector?: number): Promise<NameEncoder> {
  const { openNameEncoder } = await import('../adapters/corrector/onnx-names.ts')
  return openNameEncoder({ modelDir, ...(bytesPerVector === undefined ? {} : { bytesPerVector }) })
}
