/** What feeds put where a brand should be, normalised. "No Name" and "Generic Surplus" are brands, so no part of a name is enough. */
const junk = new Set(
  `n a|na|n v t|none|null|nil|nan|undefined|unknown|unspecified|not specified|not applicable|not available|does not apply|do not apply
|unbranded|un branded|no brand|non brand|nobrand|without brand|brand|brands|brandless|generic|generic brand|other|others|misc|various|assorted
|oem|private label|white label|default|test|tbd|tba|xxx|zzz|manufacturer|seller|see description|see title|as shown|as described
|ohne marke|keine marke|markenlos|sonstige|unbekannt|nicht zutreffend|sans marque|marque inconnue|inconnu|sin marca|desconocido|no aplica
|senza marca|geen merk|merkloos|markasiz|diger`
    .split('|')
    .map((form) => form.trim()),
)

const spam = [
  /^(?:please )?(?:visit|see|shop|check out|view|browse) (?:us|(?:our|my|the) (?:\S+ ){0,4}(?:store|shop|listings?|items?|products?|website))\b/,
  /^(?:click here|buy (?:now|it now|1 get)|order now|free (?:shipping|delivery|postage)|fast shipping|best (?:seller|price|quality|offer)|top (?:seller|rated)|hot sale|on sale|new arrival|100 (?:new|authentic|genuine))\b/,
  /^(?:https?|www) /,
]

/** A character again and again. Not of three: AAA is a brand. */
const repetition = /^(.)\1{3,}$/u

/** True for what is no brand; `form`: normalised. A brand field that says nothing at all is none either. */
export function isJunkBrand(form: string): boolean {
  if (form === '' || junk.has(form) || !/\p{L}/u.test(form)) return true
  return repetition.test(form.replaceAll(' ', '')) || spam.some((pattern) => pattern.test(form))
}
