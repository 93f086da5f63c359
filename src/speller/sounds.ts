/** Letters that sound alike before everything else, longest first. */
const alike: readonly (readonly [RegExp, string])[] = [
  [/^kn|^gn/g, 'n'],
  [/^wr/g, 'r'],
  [/^ps/g, 's'],
  [/tch/g, 'c'],
  [/sch|sh/g, 'x'],
  [/[ts]ion|cian/g, 'xn'],
  [/ch/g, 'c'],
  [/ph/g, 'f'],
  [/gh(?![aeiouy])/g, ''],
  [/gh/g, 'g'],
  [/dg(?=[eiy])/g, 'j'],
  [/g(?=[eiy])/g, 'j'],
  [/c(?=[eiy])/g, 's'],
  [/ck|q|c(?![aeiouy]|$)|c(?=[aou])|c$/g, 'k'],
  [/x/g, 'ks'],
  [/z/g, 's'],
  [/v/g, 'f'],
  [/mb$/g, 'm'],
]

/**
 * How a term sounds, roughly: consonants by sound, doubled ones once, vowels left out but at the beginning, where all are one.
 * "vynal" and "vinyl" sound the same. A rule of thumb for English, after the idea of Metaphone (Philips 1990).
 */
export function soundOf(term: string): string {
  let sound = term
  for (const [letters, by] of alike) sound = sound.replace(letters, by)
  const first = /^[aeiouy]/.test(sound) ? 'a' : ''
  return first + sound.replace(/[aeiouyhw]/g, '').replace(/(.)\1+/g, '$1')
}
