declare module '*.wasm' {
  /** Compiled: a Worker cannot compile bytes itself. */
  const module: object
  export default module
}

/** As far as it is used here; its own types ask for the DOM's. */
declare module 'onnxruntime-web/wasm' {
  export { InferenceSession, Tensor } from 'onnxruntime-node'
  export const env: { readonly wasm: { numThreads: number; wasmBinary: ArrayBuffer } }
}

/** As far as it is used here: the types of Node leave it to the DOM's. */
declare namespace WebAssembly {
  let instantiate: (source: object, imports: object) => Promise<object>
}
