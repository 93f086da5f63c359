import { fnv1a } from '../../speller/hash.ts'
import type { NameEncoder } from '../../speller/ports.ts'

const letterAxes = 32
const pairAxes = 224
const dimension = letterAxes + pairAxes

/** An encoder for tests: a vector for each letter, of an axis for itself and one for it together with the next; alike ones once for a name. */
export function openLetterEncoder(id = 'letters'): NameEncoder {
  const vectorsOf = (parts: readonly string[]) => {
    const vectors = new Int8Array(parts.length * dimension)
    parts.forEach((part, i) => {
      const [letter] = part
      vectors[i * dimension + (letter!.codePointAt(0)! % letterAxes)] = 90
      vectors[i * dimension + letterAxes + (fnv1a(part) % pairAxes)] = 90
    })
    return vectors
  }
  const partsOf = (text: string) => [...text].map((letter, i, all) => letter + (all[i + 1] ?? ''))
  return {
    id,
    dimension,
    names: async (forms) => forms.map((form) => vectorsOf([...new Set(partsOf(form))])),
    spans: async (spans) => spans.map((span) => vectorsOf(partsOf(span))),
    close: async () => undefined,
  }
}
