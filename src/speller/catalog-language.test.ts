import { describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { createNameCollector } from '../ingest/names.ts'
import { isInEnglish } from './catalog-language.ts'

function indexOf(titles: readonly string[]) {
  const collector = createNameCollector()
  titles.forEach((title, i) => collector.add({ id: String(i), title }))
  const { names, bigrams, products } = collector.finish()
  return openMemoryIndex(names, bigrams, products)
}

describe('isInEnglish', () => {
  it.each([
    [true, ['Frying Pan with Lid', 'Watering Can for Balcony Plants', 'De Longhi Toaster', 'La Roche-Posay Cream']],
    [true, ['Nike Air Max', 'Adidas Samba']],
    [true, []],
    [false, ['Bratpfanne mit Deckel', 'Gießkanne für Balkonpflanzen', 'The North Face Jacke']],
    [false, ['Poêle avec couvercle', 'Arrosoir pour balcon']],
    [false, ['Sartén con tapa', 'Regadera para balcón']],
    [false, ['Koekenpan met deksel', 'Gieter voor balkon']],
  ])('%s: %j', async (expected, titles) => {
    expect(await isInEnglish(indexOf(titles))).toBe(expected)
  })
})
