import { unitOf } from './embedded-format.ts'

const [tab, space] = [0x09, 0x20]

/**
 * Writes the joined form of a name, one number a code point, see `unitOf`, and returns how many. `strings` has the name from `from` until
 * before `to`, as `createNamePack` keeps it. `into` holds at least as many numbers as the name has bytes.
 */
export function readJoined(strings: Uint8Array, from: number, to: number, into: Uint16Array): number {
  // a text that says its form is ASCII, so that letters are made small by a bit
  const isText = from < to && strings[from] === tab
  let length = 0
  for (let at = isText ? from + 1 : from; at < to; at++) {
    const byte = strings[at]!
    if (byte === space) continue
    if (byte === tab) break
    if (byte < 0x80) into[length++] = isText && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
    else if (byte < 0xe0) into[length++] = ((byte & 0x1f) << 6) | (strings[++at]! & 0x3f)
    else if (byte < 0xf0)
      into[length++] = ((byte & 0x0f) << 12) | ((strings[++at]! & 0x3f) << 6) | (strings[++at]! & 0x3f)
    else {
      const high = ((byte & 0x07) << 18) | ((strings[++at]! & 0x3f) << 12)
      into[length++] = unitOf(high | ((strings[++at]! & 0x3f) << 6) | (strings[++at]! & 0x3f))
    }
  }
  return length
}
