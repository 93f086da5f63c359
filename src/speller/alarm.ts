/**
 * Acts once `ms` are past, after what had arrived by then was handled: an answer that lies there already, behind computing that kept
 * the thread, is in time. Gives what calls it off.
 */
export function alarm(ms: number, act: () => void): () => void {
  let timer = setTimeout(() => {
    // the next turn comes after the messages of this one
    timer = setTimeout(act, 0)
  }, ms)
  return () => clearTimeout(timer)
}
