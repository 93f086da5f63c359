import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { loadKnowledge } from '../../src/main/knowledge-files.ts'
import { type GoldExample, goldExamples } from './gold-examples.ts'

const dir = mkdtempSync(join(tmpdir(), 'gold-examples-'))
afterAll(() => rmSync(dir, { recursive: true }))
const written = (name: string, lines: readonly string[]) => {
  writeFileSync(join(dir, name), lines.join('\n') + '\n')
  return join(dir, name)
}
const titles = ['Nike Running Shoes', 'Nike Socks', 'Trail Running Shoes', 'Garden Hose']
const products = titles.map((title, i) => `${i}\t${title}\t${title.startsWith('Nike') ? 'Nike' : ''}`)
const feed = written('feed.tsv', ['id\ttitle\tbrand', ...products])
const knowledge = loadKnowledge('models')

it('gives what was typed, what was meant and the names near to it, in the forms that the model reads', async () => {
  const cases = [
    { query: 'Nikee  runing-shose', golds: ['Nike running shoes', 'nike shoes'], isBrand: true },
    { query: '!?', golds: ['!?'], isBrand: false },
  ]
  const examples = await goldExamples([{ name: 'mine.tsv', cases }], feed, knowledge)
  expect(examples).toEqual([
    { q: 'nikee runing shose', t: 'nike running shoes', n: expect.any(Array) as GoldExample['n'], s: 'mine.tsv' },
  ])
  expect(examples[0]!.n).toContainEqual(['b', 0, 'nike'])
  expect(examples[0]!.n).toContainEqual(['t', 0, 'shoes'])
})

it('leaves out what a set is without', async () => {
  const cases = [{ query: 'nike shoes', golds: ['nike shoes'], isBrand: true }]
  const without = written('words.tsv', ['nike'])
  const examples = await goldExamples([{ name: 'a', cases, without }], feed, knowledge)
  expect(examples[0]!.n.map(([, , form]) => form)).not.toContain('nike')
  expect(examples[0]!.n).toContainEqual(['t', 0, 'shoes'])
})
