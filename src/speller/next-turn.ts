/**
 * Once what has arrived for this thread by now was handled: messages, connections, timers. Where there is no `setImmediate`, by a timer of no time,
 * before which a thread that computes for long may handle nothing.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve, 0)
  })
}
