import { afterEach, beforeEach, expect, vi } from 'vitest'

// A console call in a test fails it: output belongs to reporters and loggers that are handed in.
const methods = ['log', 'info', 'warn', 'error', 'debug'] as const

beforeEach(() => {
  for (const method of methods) vi.spyOn(console, method).mockImplementation(() => undefined)
})

afterEach(() => {
  for (const method of methods) expect(vi.mocked(console[method]).mock.calls, `console.${method}`).toEqual([])
  vi.restoreAllMocks()
})
