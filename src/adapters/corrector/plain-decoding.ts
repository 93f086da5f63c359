import type { Decoded, Verify } from './aggressive-decoding.ts'
import { symbols } from './tokens.ts'

/** Greedy decoding, one byte a pass. Slow, and simple enough to measure the other decoding by. */
export async function decodePlainly(verify: Verify, maxBytes: number): Promise<Pick<Decoded, 'greedy' | 'passes'>> {
  let bytes = new Uint8Array()
  let logProbability = 0
  for (let passes = 1; ; passes++) {
    const [row] = await verify([bytes])
    const next = row!.best[bytes.length]!
    logProbability += row!.bestLogProbability[bytes.length]!
    if (next === symbols.eos) return { greedy: { bytes, logProbability }, passes }
    if (next > 255 || bytes.length >= maxBytes) return { passes }
    bytes = Uint8Array.from([...bytes, next])
  }
}
