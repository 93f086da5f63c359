import { describe, expect, it } from 'vitest'
import { takeEvenly } from './gold.ts'
import { readGold } from './read-gold.ts'

const thrown = (path: string, content: string) => {
  try {
    readGold(path, content)
  } catch (error) {
    return { code: (error as { code?: string }).code, message: (error as Error).message }
  }
  return undefined
}

describe('readGold of TSV', () => {
  it('reads query, gold and class, in any order, and ignores other columns', () => {
    const content =
      '\uFEFFgold\tClass\tquery\tuids\r\nnike shoes\tspelling\tnkie shoes\t1|2\r\n\r\nred bull\t\tredbull\t\r\n'
    expect(readGold('misspelled.tsv', content)).toEqual([
      { query: 'nkie shoes', golds: ['nike shoes'], slice: 'spelling', isBrand: false },
      { query: 'redbull', golds: ['red bull'], isBrand: false },
    ])
  })

  it('takes a file without a gold column for a clean set', () => {
    expect(readGold('popular.tsv', 'query\tcount\tcorrector\nnike\t9\tmine\n')).toEqual([
      { query: 'nike', golds: ['nike'], isBrand: false },
    ])
    expect(readGold('clean.tsv', 'query\n.440 "metal" screws\n')).toEqual([
      { query: '.440 "metal" screws', golds: ['.440 "metal" screws'], isBrand: false },
    ])
  })

  it('reads several right answers, gold first, each once, also where there is no gold beside them', () => {
    const content =
      "query\tgold\tgolds\nloreal\tloreal\tloreal| l'oreal |loréal\nnkie\tnike\t\npuma\tpuma\nasiks\t\tasics\n"
    expect(readGold('gold.tsv', content).map(({ golds }) => golds)).toEqual([
      ['loreal', "l'oreal", 'loréal'],
      ['nike'],
      ['puma'],
      ['asics'],
    ])
    expect(readGold('gold.tsv', 'Golds\tquery\ngrey paint|gray paint\tgray paint\n')).toEqual([
      { query: 'gray paint', golds: ['grey paint', 'gray paint'], isBrand: false },
    ])
    expect(readGold('gold.tsv', 'query\tgold\na|b\ta|b\n')[0]!.golds).toEqual(['a|b'])
  })

  it('reads lines that end as on any system', () => {
    const lines = ['query\tgold', 'nkie\tnike', 'puma\tpuma', '']
    const read = (end: string) => readGold('gold.tsv', lines.join(end))
    expect(read('\r')).toEqual(read('\n'))
    expect(read('\r\n')).toEqual(read('\n'))
    expect(read('\n')).toHaveLength(2)
  })

  it('reads brand and area, and takes every line of brand.tsv for one about a brand', () => {
    const content = 'query\tgold\tbrand\tarea\nnkie\tnike\tNike\tshoes\nshose\tshoes\t0\tshoes\n'
    expect(readGold('gold.tsv', content).map(({ isBrand, area }) => [isBrand, area])).toEqual([
      [true, 'shoes'],
      [false, 'shoes'],
    ])
    expect(readGold('some/brand.tsv', content).map(({ isBrand }) => isBrand)).toEqual([true, true])
  })

  it('reads the products judged relevant, each once, and none where the field is empty', () => {
    const content = 'query\tgold\trelevant_product_uids\nnkie\tnike\t7| a-8 |7\nasics\tasics\t\npuma\tpuma\n'
    const cases = readGold('gold.tsv', content)
    expect(cases.map(({ relevant }) => relevant)).toEqual([['7', 'a-8'], undefined, undefined])
    expect(cases.map((gold) => 'relevant' in gold)).toEqual([true, false, false])
    expect(readGold('gold.tsv', 'query\trelevant\nasics\t7\n')[0]!.relevant).toEqual(['7'])
  })

  it.each([
    ['', 'set.tsv:1: the file is empty'],
    ['\n \n', 'set.tsv:1: the file is empty'],
    ['typed\tgold\nnkie\tnike\n', 'set.tsv:1: the header has no column "query"; it has ["typed","gold"]'],
    [
      'query,gold\nnkie,nike\n',
      'set.tsv:1: the header has no column "query"; it has ["query,gold"]. Put a tab between',
    ],
    ['[{"query":"nkie"}]\n', 'write a JSON object a line'],
    ['query\tgold\n', 'set.tsv:1: there is a header but no query'],
    ['query\tcorrection\nnkie\tnike\n', 'set.tsv:1: there is no "gold", but "correction"; call it gold'],
    ['query\tCorrect spelling\nnkie\tnike\n', 'set.tsv:1: there is no "gold", but "correct spelling"'],
    ['query\tcount\texpected\nnkie\t3\tnike\n', 'set.tsv:1: there is no "gold", but "expected"'],
    ['query\tgold\nnkie\tnike\n\n\tnike\n', 'set.tsv:4: the query is empty'],
    ['query\tgold\nnkie\n', 'set.tsv:2: "nkie" has no gold'],
    ['query\tgold\tgolds\nnkie\tnike\nasiks\n', 'set.tsv:3: "asiks" has no gold'],
    ['query\tgolds\nnkie\t\n', 'set.tsv:2: "nkie" has no gold'],
    ['query\tgold\tgolds\nnkie\tnike\tnike||nike inc\n', 'set.tsv:2: the golds are "nike||nike inc"; write texts with'],
    ['query\tgolds\nasics\tasics\nnkie\tnike|\n', 'set.tsv:3: the golds are "nike|"'],
    ['query\tgolds\na or b\ta\\|b\n', 'A text that holds "|" itself needs JSON Lines'],
    ['query\trelevant\nasics\t7\nnike\t7||8\n', 'set.tsv:3: the relevant products are "7||8"'],
    ['query\trelevant_product_uids\nasics\t|\n', 'set.tsv:2: the relevant products are "|"'],
    ['query\tgold\nnk\uFFFDie\tnike\n', 'set.tsv:2: the line is not valid UTF-8'],
  ])('refuses %j', (content, message) => {
    const error = thrown('set.tsv', content)
    expect(error?.code).toBe('gold_invalid')
    expect(error?.message).toContain(message)
  })
})

describe('readGold of JSON Lines', () => {
  it('reads every field', () => {
    const content = [
      '{"query": "nkie", "gold": "nike", "golds": ["nike", "nike inc"], "slice": "brand_typo", "area": "shoes", "brand": "Nike"}',
      '{"query": "grey paint", "golds": ["grey paint", "gray paint"], "brand": false, "note": 1}',
      '{"query": "asics", "gold": "asics", "class": "clean", "brand": true, "relevant": ["a-8", 7, "7"]}',
      '{"query": "puma", "gold": "puma", "relevant_product_uids": [9]}',
    ].join('\n')
    expect(readGold('gold.jsonl', content)).toEqual([
      { query: 'nkie', golds: ['nike', 'nike inc'], slice: 'brand_typo', area: 'shoes', isBrand: true },
      { query: 'grey paint', golds: ['grey paint', 'gray paint'], isBrand: false },
      { query: 'asics', golds: ['asics'], slice: 'clean', isBrand: true, relevant: ['a-8', '7'] },
      { query: 'puma', golds: ['puma'], isBrand: false, relevant: ['9'] },
    ])
  })

  it('takes a file without gold for a clean set, and knows JSON by its first character', () => {
    expect(readGold('queries.txt', '{"query": "asics gel"}\n')).toEqual([
      { query: 'asics gel', golds: ['asics gel'], isBrand: false },
    ])
  })

  it.each([
    ['{"query": "nkie", "gold": "nike"}\n{"query": "nkie"', 'gold.jsonl:2: the line is no JSON'],
    ['{"query": "a"}\n{"query": "nkie", "should_be": "nike"}', 'gold.jsonl:2: there is no "gold", but "should_be"'],
    ['["nkie", "nike"]', 'gold.jsonl:1: the line is no JSON object'],
    ['null', 'gold.jsonl:1: the line is no JSON object'],
    ['{"gold": "nike"}', 'gold.jsonl:1: there is no "query"'],
    ['{"query": " "}', 'gold.jsonl:1: "query" is " "'],
    ['{"query": 7}', 'gold.jsonl:1: "query" is 7'],
    ['{"query": "nkie", "gold": ""}', 'gold.jsonl:1: "gold" is ""'],
    ['{"query": "nkie", "gold": null}', 'gold.jsonl:1: "gold" is null'],
    ['{"query": "nkie", "golds": []}', 'gold.jsonl:1: "golds" is []'],
    ['{"query": "nkie", "golds": ["nike", 1]}', 'gold.jsonl:1: "golds" is ["nike",1]'],
    ['{"query": "nkie", "gold": "nike", "slice": 3}', 'gold.jsonl:1: "slice" is 3'],
    ['{"query": "nkie", "gold": "nike", "brand": 3}', 'gold.jsonl:1: "brand" is 3'],
    ['{"query": "asics", "relevant": "7|8"}', 'gold.jsonl:1: "relevant" is "7|8"; it must be a list of product ids'],
    ['{"query": "asics", "locale": "english"}', 'gold.jsonl:1: the locale is "english"; write a BCP 47 language tag'],
    ['{"query": "asics", "relevant": []}', 'gold.jsonl:1: "relevant" is []'],
    ['{"query": "asics", "relevant": ["7", " "]}', 'gold.jsonl:1: "relevant" is ["7"," "]'],
    ['{"query": "asics", "relevant": [1.5]}', 'gold.jsonl:1: "relevant" is [1.5]'],
    [
      '{"query": "asics"}\n{"query": "puma", "relevant_product_uids": null}',
      'gold.jsonl:2: "relevant_product_uids" is',
    ],
    ['{"query": "nkie", "gold": "nike"}\n\n{"query": "asics"}', 'gold.jsonl:3: "asics" has no gold, but other lines'],
  ])('refuses %j', (content, message) => {
    const error = thrown('gold.jsonl', content)
    expect(error?.code).toBe('gold_invalid')
    expect(error?.message).toContain(message)
  })
})

describe('takeEvenly', () => {
  it('spreads over the whole file', () => {
    expect(takeEvenly([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7])
    expect(takeEvenly([0, 1], 4)).toEqual([0, 1])
  })
})
