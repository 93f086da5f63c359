/** Fails, naming what, where the two differ as JSON. For walks that run outside of a test runner. */
export function expectEqual(what: string, found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(found)} where ${JSON.stringify(wanted)} was expected`)
}
