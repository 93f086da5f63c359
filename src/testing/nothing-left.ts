import { afterAll, beforeAll, expect, vi } from 'vitest'

// Files share a process, so what one leaves changed would be another's surprise: it fails the file that did it.
const stateOf = () => ({
  cwd: process.cwd(),
  env: { ...process.env },
  exitCode: process.exitCode,
  isTimeFake: vi.isFakeTimers(),
})
/** A server that starts in the process puts its own in their place (@hono/node-server); they do as well. */
const replacedByServers: ReadonlySet<string> = new Set(['Request', 'Response'])
const globalNamed = (name: string) => Object.getOwnPropertyDescriptor(globalThis, name)?.value as unknown
/** Without those that are made when first read. New ones are let pass later, since packages keep things there. */
const globals = () =>
  Object.getOwnPropertyNames(globalThis)
    .map((name) => [name, globalNamed(name)] as const)
    .filter(([name, value]) => value !== undefined && !replacedByServers.has(name))

let stateBefore: ReturnType<typeof stateOf>
let globalsBefore: ReturnType<typeof globals>
beforeAll(() => {
  stateBefore = stateOf()
  globalsBefore = globals()
})
afterAll(() => {
  expect(stateOf()).toEqual(stateBefore)
  const changed = globalsBefore.filter(([name, value]) => !Object.is(globalNamed(name), value))
  expect(changed.map(([name]) => name)).toEqual([])
})
