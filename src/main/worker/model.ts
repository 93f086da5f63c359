import { waitUntil } from 'cloudflare:workers'
import { readModelId } from '../../adapters/corrector/onnx-model.ts'
import { openWorkerdOnnxCorrector } from '../../adapters/corrector/onnx-workerd.ts'
import { SpellerError } from '../../speller/errors.ts'
import { openLater } from './open-later.ts'
import { places } from './places.ts'
import type { OpenModel } from './wire.ts'

/** Kept encodings of names: an isolate has 128 MB for everything. */
const cacheBytes = 4e6

/** The model in the Worker itself, from graphs among its files: opened after the first answer. */
export const openModel: OpenModel = async (read, defer) => {
  const at = (name: string) => `${places.model}/${name}`
  const files = {
    pathOf: at,
    async read(name: string) {
      const bytes = await read(at(name)).catch((cause: unknown) => {
        throw new SpellerError('model_invalid', `${at(name)} cannot be read`, { cause })
      })
      if (bytes) return bytes
      const message = `${at(name)} is not among the files of the Worker. Copy them with --with-model.`
      throw new SpellerError('model_invalid', message)
    },
  }
  const open = () => openWorkerdOnnxCorrector(files, { cacheBytes })
  return openLater({ id: await readModelId(files), open, defer, keepAlive: waitUntil })
}
