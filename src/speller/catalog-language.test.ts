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
    // one word may be a name, a size, or the thing itself
    ['en', ['Los Angeles Hoodie', 'Jeans Med', 'Shorts Med', 'Acqua di Giò Parfum']],
    ['fr', ['Thé vert et menthe', 'Thé noir sans sucre', 'Thé blanc', 'Thé rooibos', 'Tisane pour la nuit']],
    // languages without words of their own are not their neighbours
    ['ca', ['Tassa amb nansa', 'Llapis per pintar', 'Motxilla sense rodes']],
    ['cs', ['Hrnec na polévku', 'Pánev bez poklice', 'Konev pro balkon']],
    ['es', ['Sartén con tapa', 'Regadera para balcón']],
    ['it', ['Padella con coperchio', 'Annaffiatoio per balcone', 'Teglia senza manici']],
    ['pt', ['Frigideira com tampa', 'Regador para varanda']],
    ['nl', ['Koekenpan met deksel', 'Gieter voor balkon']],
    ['sv', ['Stekpanna med lock', 'Vattenkanna och spade']],
    ['da', ['Stegepande med låg', 'Vandkande til altan']],
    ['pl', ['Patelnia dla dwojga', 'Konewka na balkon oraz ogród']],
    ['tr', ['Balkon için sulama kabı', 'Tava ve kapak']],
  ])('%s: %j', async (expected, titles) => {
    expect(await catalogLanguage(indexOf(titles), { products: titles.length })).toBe(expected)
  })
})
