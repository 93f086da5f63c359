import { openWorkerdOnnxCorrector } from '../adapters/corrector/onnx-workerd.ts'
import { SpellerError } from '../speller/errors.ts'
import { pathOf } from './worker/files.ts'
import { createWorker } from './worker/serve.ts'

/** Kept encodings of names: an isolate has 128 MB for everything. */
const cacheBytes = 4e6

export default createWorker({
  openModel: (modelDir, read) =>
    openWorkerdOnnxCorrector(
      {
        pathOf: (name) => pathOf(modelDir, name),
        async read(name) {
          const path = pathOf(modelDir, name)
          const bytes = await read(path).catch((cause: unknown) => {
            throw new SpellerError('model_invalid', `${path} cannot be read`, { cause })
          })
          if (bytes) return bytes
          const message = `${path} is not among the files of the Worker. Copy them with --with-model.`
          throw new SpellerError('model_invalid', message)
        },
      },
      { cacheBytes },
    ),
})
