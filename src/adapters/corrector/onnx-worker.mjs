// A worker thread starts without the loader that its parent runs under: bring one, then the worker itself.
import { register } from 'tsx/esm/api'

register()
await import('./onnx-worker.ts')
