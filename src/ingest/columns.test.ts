import { describe, expect, it } from 'vitest'
import { columnsProblem, fieldFinder, parseColumnMap } from './columns.ts'

describe('parseColumnMap', () => {
  it('reads fields and their columns, which may hold commas, spaces and equals signs', () => {
    expect(parseColumnMap('id=sku, TITLE = Name, long ,brand=a=b')).toEqual({
      id: 'sku',
      title: 'Name, long',
      brand: 'a=b',
    })
  })

  it.each([
    ['', /"" is no field=column; fields are id, title, brand/],
    ['sku', /"sku" is no field=column/],
    ['id=', /"id=" is no field=column/],
    ['price=cost', /"price=cost" is no field=column/],
    ['id=a,id=b', /id is given twice/],
    ['id=sku,title=SKU', /"SKU" is given for both id and title/],
  ])('fails on %j', (text, message) => {
    expect(() => parseColumnMap(text)).toThrow(message)
    expect(() => parseColumnMap(text)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })
})

describe('fieldFinder', () => {
  it('takes a mapped field from its column only, whatever else is called like it', () => {
    const find = fieldFinder({ id: 'SKU', brand: 'title' })
    expect(['sku', 'id', 'Title', 'Product Type'].map(find)).toEqual(['id', undefined, 'brand', 'product_type'])
  })
})

describe('columnsProblem', () => {
  it('says which column is missing, and which are there', () => {
    expect(columnsProblem(['sku', 'name'], { id: 'sku', title: 'name' })).toBeUndefined()
    expect(columnsProblem(['sku', 'name'], { id: 'sku' })).toMatch(
      /no "title" column .*--columns title=.*"sku", "name"/,
    )
    expect(columnsProblem(['id', 'title'], { brand: 'maker' })).toMatch(
      /no "maker" column, which is to be read as brand/,
    )
    expect(columnsProblem(['id', 'title'], { title: 'id' })).toMatch(/no "id" column/)
  })
})
