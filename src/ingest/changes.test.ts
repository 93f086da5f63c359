import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createChanges, type Changes, type ChangesOptions } from './changes.ts'
import { inLocale, keyText, type Product } from './product.ts'

const id = fc.constantFrom('1', '2', '3', '4', 'ß', '紅')
const locale = fc.constantFrom({}, { locale: 'de' }, { locale: 'fr' })
const title = fc.constantFrom('Tea', 'Thé "vert"', '紅茶', 'x'.repeat(9000))
const brand = fc.constantFrom({}, { brand: 'Hay' })
const product = fc
  .tuple(id, locale, title, brand)
  .map(([id, locale, title, brand]): Product => ({ id, title, ...locale, ...brand }))
const change = fc.oneof(
  product.map((product) => ({ line: 1, product })),
  fc.tuple(id, locale).map(([id, locale]) => ({ line: 1, deleted: { id, ...locale } })),
)
type Change = Parameters<Changes['add']>[0]

const held = fc.constantFrom(undefined, { products: 1, bytes: 8 }, { products: 3, bytes: 200 })

describe('createChanges', () => {
  it('does what a Map of the last changes does, however little is held in memory', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(product, { selector: keyText }),
        fc.array(change, { maxLength: 30 }),
        fc.constantFrom(undefined, 'de'),
        fc.boolean(),
        held,
        async (before, given, locale, looksElsewhere, held) => {
          const ours = createChanges({ locale, looksElsewhere, ...(held ? { held } : {}) })
          const changes = new Map<string, Product | null>()
          for (const one of given) {
            const key = keyText(inLocale('product' in one ? one.product : one.deleted, locale))
            expect(ours.add(one)).toBe(!changes.has(key))
            changes.set(key, 'product' in one ? inLocale(one.product, locale) : null)
          }
          expect(ours.size).toBe(changes.size)
          const { products, counts } = applied(before, changes, looksElsewhere, locale)
          expect(await listOf(ours.apply(each(before)))).toEqual(products)
          expect(ours.counts).toEqual(counts)
          const lost = before.filter(
            (one) => one.brand && changes.get(keyText(one)) && !changes.get(keyText(one))!.brand,
          )
          expect(ours.brandless).toBe(lost.length)
          ours.close()
        },
      ),
      { numRuns: 300 },
    )
  })

  it.each([undefined, { products: 999, bytes: 5000 }])('tells 20,000 similar ids apart, with %o held', async (held) => {
    const all = Array.from({ length: 20_000 }, (_, i) => ({ id: `SKU-${i}`, title: `Tea ${i}` }))
    const changes = filled(held ? { held } : {}, [
      ...all.toReversed().map((product) => ({ line: 1, product: { ...product, title: `${product.title} again` } })),
      ...all.slice(0, 50).map(({ id }) => ({ line: 1, deleted: { id } })),
    ])
    const before = all.slice(0, 15_000)
    const after = await listOf(changes.apply(each(before)))
    expect(changes.counts).toEqual({
      added: 5000,
      changed: 14_950,
      unchanged: 0,
      deleted: 50,
      unknown: 0,
      elsewhere: 0,
    })
    expect(after).toEqual(
      [...all.slice(50, 15_000), ...all.slice(15_000).toReversed()].map((product) => ({
        ...product,
        title: `${product.title} again`,
      })),
    )
    changes.close()
  })
})

function filled(options: ChangesOptions, given: readonly Change[]) {
  const changes = createChanges(options)
  for (const one of given) changes.add(one)
  return changes
}

/** All in memory. */
function applied(
  before: readonly Product[],
  given: ReadonlyMap<string, Product | null>,
  looksElsewhere: boolean,
  locale: string | undefined,
) {
  const changes = new Map(given)
  const counts = { added: 0, changed: 0, unchanged: 0, deleted: 0, unknown: 0, elsewhere: 0 }
  const products = before.flatMap((product) => {
    const change = changes.get(keyText(product))
    changes.delete(keyText(product))
    if (change === undefined) return [product]
    if (change === null) {
      counts.deleted++
      return []
    }
    const isSame = product.title === change.title && product.brand === change.brand
    counts[isSame ? 'unchanged' : 'changed']++
    return [change]
  })
  for (const [key, product] of changes) {
    const isThere = before.some(({ id, locale: own }) => own !== locale && keyText(inLocale({ id }, locale)) === key)
    if (looksElsewhere && isThere) counts.elsewhere++
    counts[product === null ? 'unknown' : 'added']++
    if (product !== null) products.push(product)
  }
  return { products, counts }
}

async function* each(products: readonly Product[]) {
  yield* products
}

async function listOf(products: AsyncIterable<Product>): Promise<readonly Product[]> {
  const list: Product[] = []
  for await (const product of products) list.push(product)
  return list
}
