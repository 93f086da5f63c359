import { afterAll, beforeAll, expect, vi } from 'vitest'

// Files share a process, so what one leaves changed would be another's surprise: it fails the file that did it.
const stateOf = () => ({
  cwd: process.cwd(),
  env: { ...process.env },
  exitCode: process.exitCode,
  isTimeFake: vi.isFakeTimers(),
})
const globalNamed = (name: string) => Object.getOwnPropertyDescriptor(globalThis, name)?.value as unknown
/** Without those that are made when first read. New ones are let pass later, since packages keep things there. */
const globals = () =>
  Object.getOwnPropertyNames(globalThis)
    .map((name) => [name, globalNamed(name)] as const)
    .filter(([, value]) => value !== undefined)

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
