import { visible } from '../speller/normalise.ts'

/** Marks by which models tell roles and sections apart, such as `<|im_start|>`, `[INST]` and `###`, and control and format characters but joiners. */
const marks = /(?![\u200C\u200D])[\p{C}\p{Z}\s<>|[\]{}`#\\]+/gu
const graveForApostrophe = /(?<=\p{L})`(?=\p{L})/gu

/** Text of a feed as it is shown, and given to a model as data: on one line, without marks that a model might obey. */
export function displayText(text: string): string {
  if (isPlain(text)) return text
  return visible(text).replace(graveForApostrophe, "'").replace(marks, ' ').trim()
}

/** Characters of ASCII that are marks. */
const asciiMarks = new Set(Array.from('<>|[]{}`#\\', (mark) => mark.charCodeAt(0)))

/** True for most of what stays as it is: printable ASCII without marks, with single spaces inside. */
function isPlain(text: string): boolean {
  let isSpace = true
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 || unit > 0x7e || (isSpace && unit === 0x20)) return false
    isSpace = unit === 0x20
    if (!isSpace && !isAlphanumeric(unit) && asciiMarks.has(unit)) return false
  }
  return !isSpace || text === ''
}

function isAlphanumeric(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39)
}
