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

/**
 * How a term sounds, roughly: consonants by sound, doubled ones once, vowels left out but at the beginning, where all are one.
 * "vynal" and "vinyl" sound the same. A rule of thumb for English, after the idea of Metaphone (Philips 1990).
 */
export function soundOf(term: string): string {
  let sound = term
  for (const [needed, letters, by] of alike) if (holdsOne(sound, needed)) sound = sound.replace(letters, by)
  const first = /^[aeiouy]/.test(sound) ? 'a' : ''
  return first + sound.replace(/[aeiouyhw]/g, '').replace(/(.)\1+/g, '$1')
}

function holdsOne(text: string, letters: string): boolean {
  for (const letter of letters) if (text.includes(letter)) return true
  return false
}
