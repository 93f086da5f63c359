import { visible } from '../speller/normalise.ts'

/** Marks by which models tell roles and sections apart, such as `<|im_start|>`, `[INST]` and `###`, and control and format characters but joiners. */
const marks = /(?![\u200C\u200D])[\p{C}\p{Z}\s<>|[\]{}`#\\]+/gu
const graveForApostrophe = /(?<=\p{L})`(?=\p{L})/gu

/** Text of a feed as it is shown, and given to a model as data: on one line, without marks that a model might obey. */
export function displayText(text: string): string {
  return visible(text).replace(graveForApostrophe, "'").replace(marks, ' ').trim()
}
