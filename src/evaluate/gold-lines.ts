export interface Line {
  readonly text: string
  /** From 1. */
  readonly number: number
}

/** What is wrong in one line; whoever opened the file adds which. */
export class GoldLineError extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Lines that hold something. */
export function linesOf(content: string): readonly Line[] {
  return content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, i) => ({ text, number: i + 1 }))
    .filter(({ text }) => text.trim() !== '')
}
