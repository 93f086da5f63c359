import { afterEach, beforeEach, expect, vi, type MockInstance } from 'vitest'

// A console call in a test fails it: output belongs to reporters and loggers that are handed in.
const methods = ['log', 'info', 'warn', 'error', 'debug'] as const
let spies: readonly (readonly [string, MockInstance])[] = []

beforeEach(() => {
  spies = methods.map((method) => [method, vi.spyOn(console, method).mockImplementation(() => undefined)])
})

afterEach(() => {
  for (const [method, spy] of spies) expect(spy.mock.calls, `console.${method}`).toEqual([])
  vi.restoreAllMocks()
})
