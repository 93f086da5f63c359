/** Longest that others wait for an opening: whoever began it may have gone, and its input and output with it. */
const patienceMs = 10_000

/**
 * What `open` gave, opened with the first call and shared by all. A failure is not kept, nor an opening that takes more
 * than 10 s: the next call begins another. `keepAlive` is given each opening, which must go on without its request.
 */
export function once<Opened>(
  open: () => Promise<Opened>,
  keepAlive: (opening: Promise<unknown>) => void,
): () => Promise<Opened> {
  let opened: { readonly value: Opened } | undefined
  let opening: { readonly promise: Promise<Opened>; readonly since: number } | undefined
  return async () => {
    if (opened) return opened.value
    if (opening && performance.now() - opening.since < patienceMs) return opening.promise
    const own = { promise: open(), since: performance.now() }
    opening = own
    const settled = own.promise.then(
      (value) => void (opened ??= { value }),
      () => void (opening === own && (opening = undefined)),
    )
    keepAlive(settled)
    return own.promise
  }
}
