import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { brandNames, word } from './brand-names.ts'
import { createRandom } from './random.ts'

const kinds =
  'backpack blender candle chair coffee drill helmet hoodie jacket kettle lamp monitor mug pan printer racket sandals sneakers speaker tent'
const colours = 'black blue brown green grey pink red silver white yellow'
const qualities = 'classic compact deluxe essential junior outdoor premium soft travel wireless'

/** What a feed says however long it is, so that only products and free text grow with it. */
export interface FeedShop {
  readonly brands: number
  /** Each of one kind of product; a brand has three. */
  readonly lines: number
  /** Of which each title holds any two, behind a part number of its own. */
  readonly words: number
}

/**
 * Writes a TSV feed: a brand per 20 products and a line per 100, any of each in a title, unless a shop says what there is. Equal seeds
 * give equal bytes.
 */
export async function writeFeed(path: string, products: number, seed: number, shop?: FeedShop): Promise<void> {
  const random = createRandom(seed)
  const brands = brandNames(shop?.brands ?? Math.ceil(products / 20), seed)
  const [kindList, colourList, qualityList] = [kinds, colours, qualities].map((list) => list.split(' '))
  const lines = Array.from({ length: shop?.lines ?? 2 + products / 100 }, () => word(random))
  const words = Array.from({ length: shop?.words ?? 0 }, () => word(random))
  const file = createWriteStream(path)
  file.write('id\ttitle\tprice\tbrand\tproduct_type\n')
  for (let i = 0; i < products; i++) {
    const of = random.below(brands.length)
    const brand = brands[of]!.text
    const line = shop ? (of * 3 + random.below(3)) % lines.length : random.below(lines.length)
    const kind = shop ? kindList![line % kindList!.length]! : random.pick(kindList!)
    const start = `${brand} ${lines[line]!} ${random.pick(qualityList!)} ${kind} ${random.pick(colourList!)}`
    const free = shop ? ` P${i} ${random.pick(words)} ${random.pick(words)}` : ''
    const title = `${start}${free} ${10 + random.below(90)} cm`
    const row = `G${i}\t${title}\t${random.below(200)}.99 USD\t${brand}\tShop > ${kind}\n`
    if (!file.write(row)) await once(file, 'drain')
  }
  await finished(file.end())
}
