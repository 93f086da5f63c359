/** What feeds put where a brand should be, normalised. "No Name" and "Generic Surplus" are brands, so no part of a name is enough. */
const junk = new Set(
  `n a|na|n v t|none|null|nil|nan|undefined|unknown|unspecified|not specified|not applicable|not available|does not apply|do not apply
|unbranded|un branded|no brand|non brand|nobrand|without brand|brand|brands|brandless|generic|generic brand|other|others|misc|various|assorted
|oem|private label|white label|default|test|tbd|tba|xxx|zzz|manufacturer|seller|see description|see title|as shown|as described
|ohne marke|keine marke|markenlos|sonstige|unbekannt|nicht zutreffend|sans marque|marque inconnue|inconnu|sin marca|desconocido|no aplica
|senza marca|geen merk|merkloos|markasiz|diger|brand name|your brand|none specified|mixed brands|multiple brands|default vendor|my store|keine|asdf
|qwerty|amazon renewed`
    .split('|')
    .map((form) => form.trim()),
)

/** Characters of a phrase that may be a part of others. */
const shortest = 4

/** Nothing but phrases of the list, each once: "unbranded generic". Not of its shortest, which are syllables of names. */
function isAllJunk(terms: readonly string[], used: readonly string[] = []): boolean {
  if (terms.length === 0) return true
  return terms.some((_, i) => {
    const phrase = terms.slice(0, i + 1).join(' ')
    return (
      phrase.length >= shortest &&
      junk.has(phrase) &&
      !used.includes(phrase) &&
      isAllJunk(terms.slice(i + 1), [...used, phrase])
    )
  })
}

const spam = [
  /^(?:please )?(?:visit|see|shop|check out|view|browse) (?:us|(?:our|my|the) (?:\S+ ){0,4}(?:store|shop|listings?|items?|products?|website))\b/,
  /^(?:click here|buy (?:now|it now|1 get)|order now|fast (?:shipping|delivery)|best (?:seller|price|quality|offer|deals?)|super (?:deal|sale)|limited (?:time )?offer|(?:up to )?\d\d+ off|top (?:seller|rated)|hot sale|on sale|new arrival|100 (?:new|authentic|genuine))\b/,
  /\bfree (?:shipping|delivery|postage|returns)\b/,
  /\b(?:kostenlose\w? (?:versand|lieferung)|gratis (?:versand|verzending)|versandkostenfrei|livraison (?:gratuite|offerte)|envio gratis|spedizione gratuita|frete gratis|ucretsiz kargo)\b/,
  /^(?:https?|www) /,
]

/** A character again and again. Not of three: AAA is a brand. */
const repetition = /^(.)\1{3,}$/u

/** True for what is no brand; `form`: normalised. A brand field that says nothing at all is none either. */
export function isJunkBrand(form: string): boolean {
  if (form === '' || junk.has(form) || !/\p{L}/u.test(form)) return true
  if (isAllJunk(form.split(' '))) return true
  return repetition.test(form.replaceAll(' ', '')) || spam.some((pattern) => pattern.test(form))
}

/**
 * True for what its signs show to be no brand: a mail address, "***SALE***". A site's address may be a brand (Booking.com), and so may the bare
 * word (Sale).
 */
export function isJunkText(text: string): boolean {
  return (
    /^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/.test(text) ||
    /^\s*([*!#~=<>-])\1*\s*(?:sale|new|hot|offer|deal)\s*[*!#~=<>-]+\s*$/i.test(text)
  )
}

/** Without the label that some feeds put before it: "Brand: Nike". */
export function withoutLabel(text: string): string {
  return text.replace(/^\s*(?:brand(?: name)?|marke|marque|marca|merk|manufacturer)\s*:\s*(?=\S)/i, '')
}

/** What a seller's name is made of: "by nike" and "nike store" of "nike". Undefined for what is no such form. */
export function sellersBrand(form: string): string | undefined {
  return /^by (.+)$/.exec(form)?.[1] ?? /^(?:the )?(.+?) (?:official )?store$/.exec(form)?.[1]
}
