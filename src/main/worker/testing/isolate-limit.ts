import type { IsolateMemory } from './inspector.ts'

/** Bytes that an isolate may hold on Cloudflare: JavaScript heap, buffers and WebAssembly together. */
export const isolateLimit = 128e6

export const totalOf = ({ heap, buffers, webAssembly }: IsolateMemory): number => heap + buffers + webAssembly

/** What is wrong with the memory of the Worker of that name, and what to do; undefined where it is within the limit. */
export function complaintOf(name: string, memory: IsolateMemory): string | undefined {
  const total = totalOf(memory)
  if (total <= isolateLimit) return undefined
  const parts = `heap ${mb(memory.heap)}, buffers ${mb(memory.buffers)}, WebAssembly ${mb(memory.webAssembly)}`
  return (
    `The Worker ${name} holds ${mb(total)} (${parts}); an isolate has ${mb(isolateLimit)}. ` +
    'Serve a smaller catalog, or one in Qdrant, or a smaller model.'
  )
}

export function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
