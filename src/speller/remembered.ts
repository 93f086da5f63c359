/** What a map holds for a key, which is worked out and put there first where it holds nothing. */
export function kept<Key, Value>(known: Map<Key, Value>, key: Key, workOut: (key: Key) => Value): Value {
  let found = known.get(key)
  if (found === undefined) known.set(key, (found = workOut(key)))
  return found
}

/** A function of values that stay as they are, asked once for each. */
export function remembered<Key, Value>(of: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => kept(known, key, of)
}

/** The same of two texts, asked once for each ordered pair. */
export function rememberedPair(of: (a: string, b: string) => number): (a: string, b: string) => number {
  const known = new Map<string, Map<string, number>>()
  return (a, b) => {
    let values = known.get(b)
    if (values === undefined) known.set(b, (values = new Map<string, number>()))
    let found = values.get(a)
    if (found === undefined) values.set(a, (found = of(a, b)))
    return found
  }
}
