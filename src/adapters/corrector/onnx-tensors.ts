import type { InferenceSession, Tensor } from 'onnxruntime-node'
import type { GraphSession } from './onnx-model.ts'

/** A graph that a build of ONNX Runtime has opened, with that build's own tensors. */
export function sessionOf(session: InferenceSession, TensorOfRuntime: typeof Tensor): GraphSession {
  return {
    async run(inputs) {
      const feeds = Object.entries(inputs).map(([name, { data, shape }]) => {
        const dims = [...shape]
        return [
          name,
          data instanceof Int32Array
            ? new TensorOfRuntime('int32', data, dims)
            : new TensorOfRuntime('float32', data, dims),
        ] as const
      })
      const outputs = await session.run(Object.fromEntries(feeds))
      const flat = Object.entries(outputs).map(([name, { data }]) => [name, data as Int32Array | Float32Array] as const)
      return Object.fromEntries(flat)
    },
    close: () => session.release(),
  }
}
