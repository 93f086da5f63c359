import { describe, expect, it } from 'vitest'
import { readMerchantXml } from './read-merchant-xml.ts'
import { pieces, readAll } from './testing/entries.ts'

const read = (content: string | Uint8Array, size?: number) =>
  readAll(readMerchantXml(pieces(content, size), { feed: 'feed.xml' }))
const rss = (...lines: string[]) =>
  [
    '<?xml version="1.0"?>',
    '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>',
    ...lines,
    '</channel></rss>',
  ].join('\n')

describe('readMerchantXml', () => {
  it('reads RSS items; g: fields win over plain ones; other elements are left alone', async () => {
    const content = rss(
      '<title>The shop</title><link>http://x</link>',
      '<item><title>plain</title><g:title>Salt &amp; <![CDATA[<Pepper>]]></g:title>',
      '<g:id>1</g:id><g:brand>B&#246;hm</g:brand><g:product_type>Food</g:product_type><g:product_type>More</g:product_type>',
      '<g:shipping><g:id>no</g:id></g:shipping></item>',
      '<item><g:id>2</g:id><title> two\n words </title><g:brand/></item>',
    )
    const products = [
      { line: 4, id: '1', title: 'Salt & <Pepper>', brand: 'Böhm', productType: 'Food' },
      { line: 7, id: '2', title: 'two words' },
    ]
    for (const size of [1, 3, 64, 10_000])
      expect(await read(content, size)).toEqual({ products, rejects: [], raws: [], deleted: [] })
  })

  it('reads Atom entries, under any prefix of the namespace', async () => {
    const { products } = await read(
      '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://base.google.com/ns/1.0">\n<entry><id>tag:x</id><m:id>7</m:id><title type="xhtml"><b>Tea</b> pot</title></entry></feed>',
    )
    expect(products).toEqual([{ line: 2, id: '7', title: 'Tea pot' }])
  })

  it('takes g: as meant where the namespace is not declared', async () => {
    const { products } = await read(
      '<rss><channel><item><g:id>1</g:id><g:title>t</g:title><x:y/></item></channel></rss>',
    )
    expect(products).toEqual([{ line: 1, id: '1', title: 't' }])
  })

  it('reads the encoding that the declaration names', async () => {
    const content = '<?xml version="1.0" encoding="ISO-8859-1"?><rss><item><id>1</id><title>Müsli</title></item></rss>'
    const { products } = await read(Buffer.from(content, 'latin1'), 4096)
    expect(products).toEqual([{ line: 1, id: '1', title: 'Müsli' }])
  })

  it('refuses bad items with the line they start at and their text, and goes on', async () => {
    const items = [
      '<item><title>no id</title></item>',
      '<item><g:id>2</g:id></item>',
      '<item><g:id>3</g:id><title>a &nbsp; b</title></item>',
      '<item><g:id>4</g:id><title>a</item>',
      `<item><g:id>5</g:id><title>${'x'.repeat(70_000)}</title></item>`,
      '<item><g:id>6</g:id><title>kept</title><description>a &nbsp; b</description></item>',
    ]
    const { products, rejects, raws } = await read(rss(...items), 4096)
    expect(products).toEqual([{ line: 8, id: '6', title: 'kept' }])
    expect(rejects).toEqual([
      [3, 'no_id'],
      [4, 'no_title'],
      [5, 'broken_xml'],
      [6, 'broken_xml'],
      [7, 'too_long'],
    ])
    expect(raws.slice(0, 4)).toEqual(items.slice(0, 4))
    expect(raws[4]).toHaveLength(1000)
  })

  it('takes an item that begins inside another for the end of the first', async () => {
    const { products, rejects } = await read(
      rss(
        '<item><g:id>1</g:id>',
        '<item><g:id>2</g:id><title>b</title></item>',
        '<item><g:id>3</g:id><title>c</title></item>',
      ),
    )
    expect(products.map(({ id }) => id)).toEqual(['2', '3'])
    expect(rejects).toEqual([[3, 'broken_xml']])
  })

  it.each([
    [
      'text that ends early',
      rss('<item><g:id>1</g:id><title>a</title></item>', '<item><g:id>2').slice(0, -20),
      /feed\.xml:4: .*cut off/,
    ],
    [
      'a bare ampersand',
      rss('<item>', '<title>a & b</title>', '<g:id>&lt;</g:id></item>'),
      /feed\.xml:5: a bare "&".*starts at line 3/,
    ],
    [
      'a bare ampersand that no semicolon follows',
      rss('<item>', '<title>a & b</title></item>').replaceAll(';', ''),
      /feed\.xml:.*a bare "&".*starts at line 3/,
    ],
    ['XML of another kind', '<products><product><id>1</id></product></products>', /<products>, and neither an <item>/],
    ['no XML at all', 'id,title\n1,a', /feed\.xml:2: .*root element/],
    ['an unknown encoding', '<?xml version="1.0" encoding="x-none"?><rss/>', /unknown encoding "x-none"/],
    ['elements without end', '<a>'.repeat(1000), /feed\.xml:1: .*nested/],
    ['a comment without end', `<rss><!-- ${' '.repeat(5_000_000)}`, /feed\.xml:1: .*longer/],
  ])('fails on %s, naming the line', async (_what, content, message) => {
    await expect(read(content, 65_536)).rejects.toThrow(message)
    await expect(read(content, 65_536)).rejects.toMatchObject({ code: 'catalog_invalid' })
  })

  it('knows the prefix by its letter, whatever it is bound to', async () => {
    const { products } = await read(
      '<rss xmlns:g="https://base.google.com/ns/1.0/"><item><g:id>1</g:id><g:title>a</g:title><g:brand>B</g:brand></item></rss>',
    )
    expect(products).toEqual([{ line: 1, id: '1', title: 'a', brand: 'B' }])
  })

  it('yields nothing for a feed without items', async () => {
    expect((await read('<rss><channel><title>Shop</title></channel></rss>')).products).toEqual([])
  })

  it('never expands entities that the document declares', async () => {
    const bomb =
      '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>\n' +
      '<rss><item><id>1</id><title>&b;&f;</title></item><item><id>2</id><title>ok</title></item></rss>'
    const { products, rejects } = await read(bomb)
    expect(products).toEqual([{ line: 2, id: '2', title: 'ok' }])
    expect(rejects).toEqual([[2, 'broken_xml']])
  })
})
