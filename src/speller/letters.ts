import { SpellerError } from './errors.ts'

/** What is usual in words and names: how surprising a letter is after the two before it. */
export interface Letters {
  /** Of a term of letters, its end included, in nats; 0 for terms with other characters. */
  readonly surprise: (term: string) => Surprise
}

export interface Surprise {
  readonly mean: number
  /** Of the least usual letter. */
  readonly most: number
}

const none: Surprise = { mean: 0, most: 0 }

export const emptyLetters: Letters = { surprise: () => none }

/** a to z, and one mark for both ends. */
const alphabet = 27
const mark = 0
/** Table entries hold surprises in so many parts of a nat. */
const parts = 16

const codeOf = (letter: string) => letter.charCodeAt(0) - 96
const isWord = (term: string) => /^[a-z]+$/.test(term)

function visit(term: string, each: (first: number, second: number, third: number) => void): void {
  let first = mark
  let second = mark
  for (const third of [...[...term].map(codeOf), mark]) {
    each(first, second, third)
    first = second
    second = third
  }
}

/** How much a shorter context counts against the longer one that was seen rarely. */
const backOff = 6

/** Learns the table of `decodeLetters` from words, each counting once; words with other characters than a to z are left out. */
export function learnLetters(words: Iterable<string>): Uint8Array {
  const three = new Float64Array(alphabet ** 3)
  const two = new Float64Array(alphabet ** 2)
  const one = new Float64Array(alphabet)
  for (const word of words)
    if (isWord(word))
      visit(word, (first, second, third) => {
        three[(first * alphabet + second) * alphabet + third]!++
        two[second * alphabet + third]!++
        one[third]!++
      })
  const sum = (counts: Float64Array, from: number) =>
    counts.subarray(from, from + alphabet).reduce((total, count) => total + count, 0)
  const all = sum(one, 0)
  const table = new Uint8Array(alphabet ** 3)
  for (let first = 0; first < alphabet; first++)
    for (let second = 0; second < alphabet; second++)
      for (let third = 0; third < alphabet; third++) {
        const p1 = (one[third]! + 1) / (all + alphabet)
        const at2 = second * alphabet
        const p2 = (two[at2 + third]! + backOff * p1) / (sum(two, at2) + backOff)
        const at3 = (first * alphabet + second) * alphabet
        const p3 = (three[at3 + third]! + backOff * p2) / (sum(three, at3) + backOff)
        table[at3 + third] = Math.min(255, Math.round(-Math.log(p3) * parts))
      }
  return table
}

/** Throws SpellerError `model_invalid` for a table of another size. */
export function decodeLetters(table: Uint8Array): Letters {
  if (table.length !== alphabet ** 3)
    throw new SpellerError('model_invalid', 'the table of letters is damaged; restore it')
  return {
    surprise(term) {
      if (!isWord(term)) return none
      let sum = 0
      let most = 0
      visit(term, (first, second, third) => {
        const surprise = table[(first * alphabet + second) * alphabet + third]! / parts
        sum += surprise
        most = Math.max(most, surprise)
      })
      return { mean: sum / (term.length + 1), most }
    },
  }
}
