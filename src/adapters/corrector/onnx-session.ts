import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { SpellerError } from '../../speller/errors.ts'
import {
  type ModelFiles,
  type NameStates,
  openModel,
  openNameStates,
  type OnnxModel,
  type OnnxRuntime,
} from './onnx-model.ts'
import { sessionOf } from './onnx-tensors.ts'

export type { OnnxModel, States } from './onnx-model.ts'

/** Opens the three graphs of a model directory in this process; see `openModel`. */
export function openOnnxModel(modelDir: string): Promise<OnnxModel> {
  return openModel(filesIn(modelDir), runtime)
}

/** Opens the encoder of names of a model directory alone; see `openNameStates`. */
export function openOnnxNameStates(modelDir: string): Promise<NameStates> {
  return openNameStates(filesIn(modelDir), runtime)
}

const runtime: OnnxRuntime = {
  open: async (bytes) =>
    sessionOf(
      await InferenceSession.create(bytes, {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      }),
      Tensor,
    ),
}

export function filesIn(modelDir: string): ModelFiles {
  const pathOf = (name: string) => join(modelDir, name)
  return {
    pathOf,
    async read(name) {
      try {
        return await readFile(pathOf(name))
      } catch (cause) {
        const message = `the model file ${pathOf(name)} cannot be read; run from the project folder, or set the model directory`
        throw new SpellerError('model_invalid', message, { cause })
      }
    },
  }
}
