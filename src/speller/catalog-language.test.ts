import { describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { createNameCollector } from '../ingest/names.ts'
import { catalogLanguage } from './catalog-language.ts'

function indexOf(titles: readonly string[]) {
  const collector = createNameCollector()
  titles.forEach((title, i) => collector.add({ id: String(i), title }))
  const { names, bigrams, products } = collector.finish()
  return openMemoryIndex(names, bigrams, products)
}

describe('catalogLanguage', () => {
  it.each([
    ['en', ['Frying Pan with Lid', 'Watering Can for Balcony Plants', 'De Longhi Toaster', 'La Roche-Posay Cream']],
    ['en', ['Nike Air Max', 'Adidas Samba']],
    ['en', []],
    ['de', ['Bratpfanne mit Deckel', 'Gießkanne für Balkonpflanzen', 'The North Face Jacke']],
    ['fr', ['Poêle avec couvercle', 'Arrosoir pour balcon']],
    ['es', ['Sartén con tapa', 'Regadera para balcón']],
    ['it', ['Padella con coperchio', 'Annaffiatoio per balcone', 'Teglia senza manici']],
    ['pt', ['Frigideira com tampa', 'Regador para varanda']],
    ['nl', ['Koekenpan met deksel', 'Gieter voor balkon']],
    ['sv', ['Stekpanna med lock', 'Vattenkanna och spade']],
    ['da', ['Stegepande med låg', 'Vandkande til altan']],
    ['pl', ['Patelnia dla dwojga', 'Konewka na balkon oraz ogród']],
    ['tr', ['Balkon için sulama kabı', 'Tava ve kapak']],
  ])('%s: %j', async (expected, titles) => {
    expect(await catalogLanguage(indexOf(titles))).toBe(expected)
  })
})
