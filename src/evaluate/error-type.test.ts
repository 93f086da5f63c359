import { describe, expect, it } from 'vitest'
import { errorType, type ErrorType } from './error-type.ts'

describe('errorType', () => {
  it.each<[ErrorType, string, readonly string[]]>([
    ['none', 'Nike shoes', ['nike  shoes']],
    ['none', 'grey paint', ['gray paint', 'grey paint']],
    ['spacing', 'redbull can', ['red bull can']],
    ['spacing', 'dish washer', ['dishwasher']],
    ['one_edit', 'nkie shoes', ['nike shoes']],
    ['one_edit', 'makta drill', ['makita drill', 'matka drill']],
    ['one_edit', 'niike', ['totally else', 'nike']],
    ['two_edits', 'mkta drill', ['makita drill']],
    ['more_edits', 'mlwke', ['milwaukee']],
    ['two_edits', 'redbul', ['red bull']],
    ['several_terms', 'nikee runing shose', ['nike running shoes']],
    ['several_terms', 'nikee shos', ['nike shoes']],
  ])('is %s for %j against %j', (type, query, golds) => {
    expect(errorType({ query, golds, isBrand: false })).toBe(type)
  })
})
