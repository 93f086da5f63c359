import { describe, expect, it } from 'vitest'
import { readCsv } from './read-csv.ts'
import { pieces, readAll } from './testing/entries.ts'

const read = (content: string | Uint8Array, delimiter = ',') =>
  readAll(readCsv(pieces(content), { delimiter, feed: 'feed.csv' }))

describe('readCsv', () => {
  it('finds its columns by header, in any order, case and spelling', async () => {
    const content =
      '\uFEFFg:Brand\tPrice\tTITLE\tProduct Type\tid\tproduct_type\r\nNike\t9\tAir Max\tShoes\t1\tother\r\n'
    const { products } = await read(content, '\t')
    expect(products).toEqual([{ line: 2, id: '1', title: 'Air Max', brand: 'Nike', productType: 'Shoes' }])
  })

  it('passes over a first line that names the delimiter, and counts it', async () => {
    const { products, rejects } = await read('\uFEFFsep=;\r\nid;title\r\n1;Tea, green\r\nsep=;\r\n', ';')
    expect(products).toEqual([{ line: 3, id: '1', title: 'Tea, green' }])
    expect(rejects).toEqual([[4, 'no_title']])
  })

  it('reads quotes, doubled quotes, delimiters and line breaks in quotes, and counts lines of the file', async () => {
    const content = [
      'id,title',
      '1,"Salt, ""fine"""',
      '',
      '2,"two',
      '',
      'lines, and, more"',
      '3,24" TV',
      '4,"Best" shoes',
      ',,',
      '5,last',
    ].join('\r\n')
    const { products, rejects } = await read(content)
    expect(products).toEqual([
      { line: 2, id: '1', title: 'Salt, "fine"' },
      { line: 4, id: '2', title: 'two lines, and, more' },
      { line: 7, id: '3', title: '24" TV' },
      { line: 8, id: '4', title: '"Best" shoes' },
      { line: 10, id: '5', title: 'last' },
    ])
    expect(rejects).toEqual([])
  })

  it('loses only the line of a quote that is never closed', async () => {
    const rows = Array.from({ length: 2000 }, (_, i) => `${i + 10},plain title number ${i} that goes on for a while`)
    const { products, rejects, raws } = await read(['id,title', '1,"open', '2,b', ...rows, '3,"x"'].join('\n'))
    expect(rejects).toEqual([[2, 'broken_quote']])
    expect(raws).toEqual(['1,"open'])
    expect(products).toHaveLength(2002)
    expect(products.at(-1)).toEqual({ line: 2004, id: '3', title: 'x' })
  })

  it('loses only the line of an open quote that a later line seems to close', async () => {
    const { products, rejects } = await read('id,title\n1,"open\n2,"closed"\n3,c\n')
    expect(rejects).toEqual([[2, 'broken_quote']])
    expect(products.map(({ id }) => id)).toEqual(['2', '3'])
  })

  it('takes a lone quote in tab-separated text as it stands', async () => {
    const { products, rejects } = await read(
      'id\ttitle\tbrand\n1\t"Open\tBosch\n2\t"Quoted ""x"""\tB\n3\tc\t"D\n',
      '\t',
    )
    expect(rejects).toEqual([])
    expect(products.map(({ title, brand }) => [title, brand])).toEqual([
      ['"Open', 'Bosch'],
      ['Quoted "x"', 'B'],
      ['c', '"D'],
    ])
  })

  it('refuses rows with missing fields or another number of columns', async () => {
    const { products, rejects } = await read('id,title,brand\n1,a\n2,b,c,d\n,t,b\n3,,b\n4,d,\n')
    expect(products).toEqual([{ line: 6, id: '4', title: 'd' }])
    expect(rejects).toEqual([
      [2, 'column_count'],
      [3, 'column_count'],
      [4, 'no_id'],
      [5, 'no_title'],
    ])
  })

  it('refuses over-long lines and damaged text', async () => {
    const content = Buffer.concat([
      Buffer.from(`id,title\n1,${'x'.repeat(70_000)}\n2,ok\n3,"${'y'.repeat(70_000)}\n4,`),
      Buffer.from('Müsli\n5,end', 'latin1'),
    ])
    const { products, rejects } = await readAll(readCsv(pieces(content, 5000), { delimiter: ',', feed: 'feed.csv' }))
    expect(products.map(({ id }) => id)).toEqual(['2', '5'])
    expect(rejects).toEqual([
      [2, 'too_long'],
      [4, 'too_long'],
      [5, 'invalid_utf8'],
    ])
  })

  it.each([
    ['no title column', 'id,name\n1,a\n', /feed\.csv:1: .*no "title" column/],
    ['no id column', '\n\ntitle,brand\n', /feed\.csv:3: .*no "id" column/],
    ['a header without end', `id,title,${'x'.repeat(70_000)}`, /feed\.csv:1: .*longer than/],
  ])('fails on %s, naming the line', async (_what, content, message) => {
    await expect(read(content)).rejects.toThrow(message)
    await expect(read(content)).rejects.toMatchObject({ code: 'catalog_invalid' })
  })

  it('yields nothing for an empty file', async () => {
    expect(await read('')).toEqual({ products: [], rejects: [], raws: [], deleted: [] })
  })
})
