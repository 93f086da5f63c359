import { nextTurn } from './next-turn.ts'

/**
 * Acts once `ms` are past, after what had arrived by then was handled: an answer that lies there already, behind computing that kept
 * the thread, is in time. Gives what calls it off.
 */
export function alarm(ms: number, act: () => void): () => void {
  let isOff = false
  const ring = () => {
    if (!isOff) act()
  }
  const timer = setTimeout(() => void nextTurn().then(ring), ms)
  return () => {
    isOff = true
    clearTimeout(timer)
  }
}
