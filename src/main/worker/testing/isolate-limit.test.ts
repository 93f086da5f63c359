import { describe, expect, it } from 'vitest'
import { complaintOf, isolateLimit } from './isolate-limit.ts'

describe('complaintOf', () => {
  it('has none up to the limit, whatever the memory is of', () => {
    for (const part of ['heap', 'buffers', 'webAssembly'])
      expect(
        complaintOf('with model', { heap: 0, buffers: 0, webAssembly: 0, [part]: isolateLimit }),
        part,
      ).toBeUndefined()
  })

  it('says past it which Worker holds how much of what, and what to do', () => {
    expect(complaintOf('with model', { heap: 20e6, buffers: 84e6, webAssembly: 24.1e6 })).toBe(
      'The Worker with model holds 128.1 MB (heap 20.0 MB, buffers 84.0 MB, WebAssembly 24.1 MB); an isolate has 128.0 MB. ' +
        'Serve a smaller catalog, or one in Qdrant, or a smaller model.',
    )
  })
})
