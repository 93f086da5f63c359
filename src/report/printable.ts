/** Controls (C0, DEL, C1), which terminals obey, and marks that break lines or turn the order of letters. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/**
 * The text with every control shown instead of done: `␛` for ESC, `\u009b` for what has no picture. Those of a text that `kept` says
 * are kept. Queries come from shoppers, and reports are read in terminals.
 */
export function printable(text: string, kept = ''): string {
  return text.replace(unprintable, (mark) => {
    if (kept.includes(mark)) return mark
    const code = mark.codePointAt(0)!
    if (code < 0x20) return String.fromCodePoint(0x2400 + code)
    return code === 0x7f ? '␡' : escaped(mark)
  })
}

/** The value as JSON on lines, with nothing in it that a terminal obeys; read again, it is the same. */
export function printableJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(unprintable, (mark) => (mark === '\n' ? mark : escaped(mark)))
}

function escaped(mark: string): string {
  return `\\u${mark.codePointAt(0)!.toString(16).padStart(4, '0')}`
}
