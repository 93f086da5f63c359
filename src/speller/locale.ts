const named = (type: 'language' | 'region') => {
  let names: Intl.DisplayNames | undefined
  return (code: string) => (names ??= new Intl.DisplayNames(['en'], { type, fallback: 'none' })).of(code) !== undefined
}
const isLanguage = named('language')
const isRegion = named('region')

/** The BCP 47 tag in its canonical case; undefined for what is none, or names a language or region that Unicode does not know. */
export function canonicalLocale(tag: string): string | undefined {
  try {
    const { language, region } = new Intl.Locale(tag)
    if (!isLanguage(language) || (region !== undefined && !isRegion(region))) return undefined
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}
