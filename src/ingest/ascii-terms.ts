interface AsciiTerm {
  readonly text: string
  readonly start: number
  readonly end: number
}

const [apostrophe, grave] = [0x27, 0x60]
const marks = /['`]/g

/** The terms that `parseQuery` gives, without regular expressions; undefined of a text with other characters than those of ASCII. */
export function asciiTerms(text: string): readonly AsciiTerm[] | undefined {
  const terms: AsciiTerm[] = []
  for (let at = 0; at < text.length;) {
    const unit = unitAt(text, at)
    if (unit > 0x7f) return undefined
    if (!isLetter(unit) && !isDigit(unit)) {
      at++
      continue
    }
    const start = at
    while (isLetter(unitAt(text, at)) || isDigit(unitAt(text, at))) at++
    const firstEnd = at
    while (joins(text, at)) {
      at++
      while (isLetter(unitAt(text, at))) at++
    }
    // what combines with a letter is part of the term, and follows it
    if (unitAt(text, at) > 0x7f) return undefined
    const lower = text.slice(start, at).toLowerCase()
    terms.push({ text: at === firstEnd ? lower : lower.replace(marks, ''), start, end: at })
  }
  return terms
}

/** Whether an apostrophe stands here, or a mark that is one between letters, and a letter behind it. */
function joins(text: string, at: number): boolean {
  const unit = unitAt(text, at)
  const isMark = unit === apostrophe || (unit === grave && isLetter(unitAt(text, at - 1)))
  return isMark && isLetter(unitAt(text, at + 1))
}

/** 0 behind the end: to read beyond it makes optimised code be thrown away. */
function unitAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0
}

function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a)
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}
