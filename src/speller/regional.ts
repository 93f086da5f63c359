/** British spellings and the American ones of the same words. */
const americanised: readonly (readonly [RegExp, string])[] = [
  [/(?<=[a-z]{3})our(?=$|s$|ed$|ing$|ful$|ite$|able$|less$)/, 'or'],
  [/mould/, 'mold'],
  [/grey/, 'gray'],
  [/plough/, 'plow'],
  [/tyre/, 'tire'],
  [/aluminium/, 'aluminum'],
  [/([iy])s(?=e$|ed$|es$|er$|ers$|ing$|ation$)/, '$1z'],
  [/([bcdghtv])re(?=$|s$|d$)/, '$1er'],
  [/ogue(?=$|s$)/, 'og'],
  [/(?<=^(?:trav|lab|mod|canc|fu|jew|lev|pan|tunn|chann|cud|shov))ell(?=ed$|er$|ers$|ing$)/, 'el'],
  [/(?<=^(?:lic|def|off|pret))ence(?=$|s$)/, 'ense'],
]

function american(term: string): string {
  return americanised.reduce((text, [british, by]) => text.replace(british, by), term)
}

/** True when the two are the British and the American spelling of one word, by plain rules, no dictionary. */
export function isRegionalVariant(a: string, b: string): boolean {
  return a !== b && american(a) === american(b)
}
