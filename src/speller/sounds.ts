/** Letters that sound alike before everything else, longest first; before each, the letters of which a term must hold one. */
const alike: readonly (readonly [needed: string, letters: RegExp, by: string])[] = [
  ['n', /^kn|^gn/g, 'n'],
  ['w', /^wr/g, 'r'],
  ['p', /^ps/g, 's'],
  ['h', /tch/g, 'c'],
  ['h', /sch|sh/g, 'x'],
  ['n', /[ts]ion|cian/g, 'xn'],
  ['h', /ch/g, 'c'],
  ['h', /ph/g, 'f'],
  ['h', /gh(?![aeiouy])/g, ''],
  ['h', /gh/g, 'g'],
  ['g', /dg(?=[eiy])/g, 'j'],
  ['g', /g(?=[eiy])/g, 'j'],
  ['c', /c(?=[eiy])/g, 's'],
  ['cq', /ck|q|c(?![aeiouy]|$)|c(?=[aou])|c$/g, 'k'],
  ['x', /x/g, 'ks'],
  ['z', /z/g, 's'],
  ['v', /v/g, 'f'],
  ['b', /mb$/g, 'm'],
]

/** A bit for each letter from a to z that a text holds. */
function lettersIn(text: string): number {
  let letters = 0
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i) - 97
    if (letter >= 0 && letter < 26) letters |= 1 << letter
  }
  return letters
}

const rules = alike.map(([needed, letters, by]) => ({ needed: lettersIn(needed), letters, by, brought: lettersIn(by) }))

/**
 * How a term sounds, roughly: consonants by sound, doubled ones once, vowels left out but at the beginning, where all are one.
 * "vynal" and "vinyl" sound the same. A rule of thumb for English, after the idea of Metaphone (Philips 1990).
 */
export function soundOf(term: string): string {
  let sound = term
  let held = lettersIn(term)
  for (const { needed, letters, by, brought } of rules) {
    if ((held & needed) === 0) continue
    sound = sound.replace(letters, by)
    held |= brought
  }
  let text = 'aeiouy'.includes(sound[0] ?? ' ') ? 'a' : ''
  let last = ''
  for (let i = 0; i < sound.length; i++) {
    const letter = sound[i]!
    if (letter === last || 'aeiouyhw'.includes(letter)) continue
    text += letter
    last = letter
  }
  return text
}
