import fc from 'fast-check'

const surrogates = { from: 0xd800, count: 0x800 }

/**
 * Any code point but surrogates, as a string. What fast-check has for it, `binary`, makes a table of all 1.1 million of them at its first use,
 * which takes more than a second and stays in memory; this one computes both ways.
 */
const codePoint = fc.nat(0x10ffff - surrogates.count).map(
  (position) => String.fromCodePoint(position < surrogates.from ? position : position + surrogates.count),
  (text) => {
    const found = typeof text === 'string' ? text.codePointAt(0) : undefined
    if (found === undefined || text !== String.fromCodePoint(found)) throw new TypeError('not one code point')
    const isAstral = found >= surrogates.from + surrogates.count
    if (!isAstral && found >= surrogates.from) throw new TypeError('a surrogate')
    return isAstral ? found - surrogates.count : found
  },
)

/** Strings of any code points, with names that objects have of their own among them, as `fc.string` draws them. */
export function anyString(constraints: { readonly minLength?: number; readonly maxLength?: number } = {}) {
  return fc.string({ ...constraints, unit: codePoint })
}
