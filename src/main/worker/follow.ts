/** Least time between two looks. */
const everyMs = 1_000
/** A look that has not ended by then never will: its request has gone. */
const givenUpAfterMs = 10_000

export interface Follower<Value> {
  current(): Value
  /** Looks again where the last look is a second old, for later requests; undefined where it is not. Never fails. */
  follow(): Promise<void> | undefined
}

/** What `load` gave last. The first time it fails, so does this; later failures go to `onError`. */
export async function createFollower<Value>(
  load: (former?: Value) => Promise<Value>,
  onError: (error: unknown) => void,
): Promise<Follower<Value>> {
  let value: Value = await load()
  let lookedAt = performance.now()
  let lookingSince: number | undefined
  return {
    current: () => value,
    follow() {
      const now = performance.now()
      if (now - lookedAt < everyMs || now - (lookingSince ?? -Infinity) < givenUpAfterMs) return undefined
      lookingSince = now
      return load(value)
        .then(
          (next) => void (value = next),
          (error: unknown) => onError(error),
        )
        .finally(() => {
          lookedAt = performance.now()
          lookingSince = undefined
        })
    },
  }
}
