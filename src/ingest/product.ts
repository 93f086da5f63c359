/** What a product is known by. */
export interface ProductKey {
  readonly id: string
  /** BCP 47 tag; absent: the feed's own, or none. */
  readonly locale?: string
}

/** One product of the shop's feed. */
export interface Product extends ProductKey {
  readonly title: string
  readonly brand?: string
  readonly productType?: string
}

/** Equal for equal ids and locales only. */
export function keyText({ id, locale = '' }: ProductKey): string {
  return locale + '\0' + id
}

/** With the feed's locale where it has none of its own. */
export function inLocale<Key extends ProductKey>(key: Key, locale: string | undefined): Key {
  return key.locale !== undefined || locale === undefined ? key : { ...key, locale }
}

/** `[id, title, brand, productType, locale]`, empty ends left out. */
export function textsOf({ id, title, brand = '', productType = '', locale = '' }: Product): readonly string[] {
  const texts = [id, title, brand, productType, locale]
  while (texts.at(-1) === '') texts.pop()
  return texts
}

/** The product of these texts. */
export function productOf([
  id = '',
  title = '',
  brand = '',
  productType = '',
  locale = '',
]: readonly string[]): Product {
  return createProduct(id, title, brand, productType, locale)
}

/** Empty texts are left out. */
export function createProduct(id: string, title: string, brand: string, productType: string, locale: string): Product {
  const product: { -readonly [Key in keyof Product]: Product[Key] } = { id, title }
  if (brand !== '') product.brand = brand
  if (productType !== '') product.productType = productType
  if (locale !== '') product.locale = locale
  return product
}
