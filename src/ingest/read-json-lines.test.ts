import { describe, expect, it } from 'vitest'
import { maxRawLength, maxRecordBytes } from './feed-entry.ts'
import { readJsonLines } from './read-json-lines.ts'
import { pieces, readAll } from './testing/entries.ts'

const read = (content: string | Uint8Array, size?: number) => readAll(readJsonLines(pieces(content, size)))

describe('readJsonLines', () => {
  it('sees what is deleted, in either column, and refuses what it does not understand', async () => {
    const lines = [
      { id: 1, op: 'DELETE' },
      { id: 2, deleted: true, locale: 'de' },
      { id: 3, title: 'Tea', isDeleted: false, op: 'upsert' },
      { id: 4, title: 'Tea', op: 'perhaps' },
      { op: 'delete' },
    ]
    const { products, deleted, rejects } = await readAll(
      readJsonLines(pieces(lines.map((line) => JSON.stringify(line)).join('\n'))),
    )
    expect(products).toEqual([{ line: 3, id: '3', title: 'Tea' }])
    expect(deleted).toEqual([{ id: '1' }, { id: '2', locale: 'de' }])
    expect(rejects).toEqual([
      [4, 'unknown_op'],
      [5, 'no_id'],
    ])
  })

  it('reads one product a line, whatever the line ends and however the bytes are cut', async () => {
    const content = '\uFEFF{"id":"1","title":"Müsli"}\r\n\n{"id":2,"title":"Tee","brand":"Twinings"}'
    const products = [
      { line: 1, id: '1', title: 'Müsli' },
      { line: 3, id: '2', title: 'Tee', brand: 'Twinings' },
    ]
    for (const size of [1, 2, 3, 1000])
      expect(await read(content, size)).toEqual({ products, rejects: [], raws: [], deleted: [] })
  })

  it('takes the names of fields that Google and JavaScript use', async () => {
    const { products } = await read(
      '{"g:id":"1","g:title":"a","g:brand":"b","g:product_type":["c","d"],"locale":"de"}\n{"id":"2","title":"e","productType":"f"}',
    )
    expect(products).toEqual([
      { line: 1, id: '1', title: 'a', brand: 'b', productType: 'c', locale: 'de' },
      { line: 2, id: '2', title: 'e', productType: 'f' },
    ])
  })

  it('writes locales as they are compared, and refuses unknown ones', async () => {
    const tags = ['de-de', 'DE_at', 'fr', '', 'english', 'xx']
    const { products, rejects } = await read(
      tags.map((locale, i) => JSON.stringify({ id: i, title: 't', locale })).join('\n'),
    )
    expect(products.map(({ locale }) => locale)).toEqual(['de-DE', 'de-AT', 'fr', undefined])
    expect(rejects).toEqual([
      [5, 'unknown_locale'],
      [6, 'unknown_locale'],
    ])
  })

  it('makes a title with tabs and line breaks one line', async () => {
    const { products } = await read('{"id":"1","title":" a\\n\\tb\\u0000c "}')
    expect(products[0]!.title).toBe('a b c')
  })

  it('reads ids to the last digit, as numbers and as texts', async () => {
    const lines = [
      '{"id":12345678901234567890,"title":"1234567890123456789 \\" 1"}',
      '{"id":12345678901234567891,"title":"b","weight":0.12345678901234567890}',
      '{"id":"12345678901234567892","title":"c","weight":-1234567890123456789}',
      '{"id":1e30,"title":"which one"}',
    ]
    const { products, rejects } = await read(lines.join('\n'))
    expect(products.map(({ id, title }) => [id, title])).toEqual([
      ['12345678901234567890', '1234567890123456789 " 1'],
      ['12345678901234567891', 'b'],
      ['12345678901234567892', 'c'],
    ])
    expect(rejects).toEqual([[4, 'no_id']])
  })

  it('takes the first brand of a list that is one, and the name of an object', async () => {
    const { products } = await read(
      [
        '{"id":1,"title":"a","brand":["",null,"Makita","Bosch"]}',
        '{"id":2,"title":"a","brand":{"@type":"Brand","name":"Festool"}}',
        '{"id":3,"title":"a","brand":null,"Brand":"Hilti"}',
        '{"id":4,"title":"a","brand":{"label":"x"}}',
      ].join('\n'),
    )
    expect(products.map(({ brand }) => brand)).toEqual(['Makita', 'Festool', 'Hilti', undefined])
  })

  it('refuses broken lines with their numbers, and goes on', async () => {
    const long = `{"id":"5","title":"${'x'.repeat(maxRecordBytes)}"}`
    const lines = ['{"id":"1"', '[]', '7', '{"title":"t"}', '{"id":"4","title":" "}', long, '{"id":"8","title":"ok"}']
    const { products, rejects, raws } = await read(lines.join('\n'), 4096)
    expect(products).toEqual([{ line: 7, id: '8', title: 'ok' }])
    expect(rejects).toEqual([
      [1, 'broken_json'],
      [2, 'broken_json'],
      [3, 'broken_json'],
      [4, 'no_id'],
      [5, 'no_title'],
      [6, 'too_long'],
    ])
    expect(raws[0]).toBe(lines[0])
    expect(raws[5]).toHaveLength(maxRawLength)
  })

  it('says once which field no name stands for, and what there is instead', async () => {
    const details: (string | undefined)[] = []
    const lines = ['{"sku":"1","name":"a"}', '{"sku":"2","name":"b"}', '{"id":"3","title":""}']
    for await (const entry of readJsonLines(pieces(lines.join('\n'))))
      details.push('reject' in entry ? entry.reject.detail : 'taken')
    expect(details).toEqual([
      'it has no "id" column (name another with --columns id=…); it has "sku", "name"',
      undefined,
      undefined,
    ])
  })

  it('takes a line of exactly the greatest length', async () => {
    const empty = '{"id":"1","title":""}'
    const title = 'x'.repeat(maxRecordBytes - empty.length)
    const { products } = await read(`{"id":"1","title":"${title}"}\n`, 4096)
    expect(products[0]!.title).toBe(title)
  })

  it('refuses invalid UTF-8 and half surrogate pairs in the fields it reads, and there only', async () => {
    const latin1 = Buffer.from('{"id":"1","title":"Müsli"}\n{"id":"2","title":"ok","note":"Müsli"}\n', 'latin1')
    const half = Buffer.from('{"id":"3","title":"\\ud83d"}')
    const { products, rejects } = await read(Buffer.concat([latin1, half]))
    expect(products).toEqual([{ line: 2, id: '2', title: 'ok' }])
    expect(rejects).toEqual([
      [1, 'invalid_utf8'],
      [3, 'invalid_utf8'],
    ])
  })
})
