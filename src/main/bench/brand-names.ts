import type { Name } from '../../speller/types.ts'
import { createRandom, type Random } from './random.ts'

const onsets = 'b c d f g h j k l m n p r s t v w z br cl dr fl gr kr pl sh st th tr'.split(' ')
const vowels = 'a e i o u ai ea io oo y'.split(' ')
const codas = ['', '', '', 'l', 'n', 'r', 's', 't', 'x', 'ck', 'nd', 'rt']
const seconds =
  'audio baby beauty care design drinks farm foods garden home kids labs living outdoor pets pro sport tools works'

/** Different names in the shape of brands: one made-up word, or one and an ordinary one. Equal seeds give equal names. */
export function brandNames(count: number, seed: number): readonly Name[] {
  const random = createRandom(seed)
  const words = seconds.split(' ')
  const forms = new Set<string>()
  while (forms.size < count) forms.add(random.next() < 0.7 ? word(random) : `${word(random)} ${random.pick(words)}`)
  return [...forms].map((form) => ({
    text: form.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    form,
    kind: 'brand',
    count: countOf(random),
  }))
}

/** A made-up word; of two to four syllables where their number is not given. */
export function word(random: Random, syllables = 2 + random.below(3)): string {
  const syllable = () => random.pick(onsets) + random.pick(vowels)
  return Array.from({ length: syllables }, syllable).join('') + random.pick(codas)
}

/** From 1 to 2,000; as in a catalog, most names are rare. */
function countOf(random: Random): number {
  return Math.floor(1 / Math.max(0.0005, random.next()))
}
