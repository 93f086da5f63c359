import { describe, expect, it } from 'vitest'
import { placeOf } from './place.ts'

describe('placeOf', () => {
  it.each([
    ['dir/feed.tsv', { kind: 'file', text: 'dir/feed.tsv', fileName: 'feed.tsv' }],
    ['C:\\feed.tsv', { kind: 'file', text: 'C:\\feed.tsv' }],
    ['ftp://host/feed.tsv', { kind: 'file' }],
    [
      'HTTPS://me:pass@shop.example:8443/a/feed.xml.gz?token=pass#x',
      { kind: 'http', text: 'https://shop.example:8443/a/feed.xml.gz', fileName: 'feed.xml.gz' },
    ],
    ['http://shop.example', { kind: 'http', text: 'http://shop.example', fileName: 'shop.example' }],
    ['https://shop.example/..%2f/', { kind: 'http', fileName: 'shop.example' }],
    [
      'postgres://me:p@ss@db:5432/shop?password=pass',
      { kind: 'postgres', text: 'postgres://db:5432/shop', fileName: 'shop' },
    ],
  ])('of %s', (location, expected) => {
    const place = placeOf(location)
    expect(place).toMatchObject(expected)
    if (place.kind !== 'file') expect(place.text + place.fileName).not.toMatch(/p@?ss/)
  })
})
