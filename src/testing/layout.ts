/** Where a value has something, as `sets[].name: string`: each place and kind once, in order. Of arrays all members together; null says nothing. */
export function layoutOf(value: unknown): readonly string[] {
  const found = new Set<string>()
  const walk = (own: unknown, place: string): void => {
    if (Array.isArray(own)) own.forEach((one) => walk(one, `${place}[]`))
    else if (typeof own === 'object' && own !== null)
      for (const [key, one] of Object.entries(own)) walk(one, place === '' ? key : `${place}.${key}`)
    else if (own !== null && own !== undefined) found.add(`${place}: ${typeof own}`)
  }
  walk(value, '')
  return [...found].sort()
}
