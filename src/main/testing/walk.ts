// For walks of the whole path, which run outside of a test runner.

/** Fails, naming what, where the two differ as JSON. */
export function expectEqual(what: string, found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(found)} where ${JSON.stringify(wanted)} was expected`)
}

export function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`
}
