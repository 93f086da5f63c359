import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { channelCost, type ChannelTable } from './channel.ts'
import { packRules } from './channel-rules.ts'

const flat: ChannelTable = {
  substitution: {},
  deletion: {},
  insertion: {},
  transposition: {},
  unseen: 4,
  firstLetter: 0,
}
const learned = JSON.parse(readFileSync(new URL('../../models/channel.json', import.meta.url), 'utf8')) as ChannelTable
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
const run = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 3 })
const typedRun = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 3 })

/** The cheapest way to write one form for another, tried without memory: letters kept, single edits, rules. */
function recursive(a: string, b: string, rules: Readonly<Record<string, number>>): number {
  const from = `^${a}$`
  const to = `^${b}$`
  const memory = new Map<string, number>()
  const rest = (i: number, j: number): number => {
    if (i === from.length && j === to.length) return 0
    const known = memory.get(`${i} ${j}`)
    if (known !== undefined) return known
    let best = Infinity
    const letter = (c: string | undefined) => c !== undefined && c !== '^' && c !== '$'
    if (i < from.length && from[i] === to[j]) best = Math.min(best, rest(i + 1, j + 1))
    if (letter(from[i])) best = Math.min(best, 4 + rest(i + 1, j))
    if (letter(to[j]) && i > 0 && j > 0) best = Math.min(best, 4 + rest(i, j + 1))
    if (letter(from[i]) && letter(to[j])) best = Math.min(best, 4 + rest(i + 1, j + 1))
    if (letter(from[i]) && letter(from[i + 1]) && from[i] === to[j + 1] && from[i + 1] === to[j] && from[i] !== to[j])
      best = Math.min(best, 4 + rest(i + 2, j + 2))
    for (const [rule, cost] of Object.entries(rules)) {
      const [x, y] = rule.split('>') as [string, string]
      if (from.startsWith(x, i) && to.startsWith(y, j)) best = Math.min(best, cost + rest(i + x.length, j + y.length))
    }
    memory.set(`${i} ${j}`, best)
    return best
  }
  return rest(0, 0)
}

describe('rules of the channel', () => {
  it('give the cost of the cheapest path, as trying every path does', () => {
    const rule = fc
      .tuple(run, typedRun, fc.constantFrom('', '^', '$'), fc.integer({ min: 1, max: 7 }))
      .map(([x, y, mark, cost]): [string, number] => {
        const [from, to] = [x.slice(0, mark === '' ? 3 : 2), y.slice(0, mark === '' ? 3 : 2)]
        return [mark === '^' ? `^${from}>^${to}` : mark === '$' ? `${from}$>${to}$` : `${from}>${to}`, cost]
      })
      .filter(([text]) => text.split('>')[0] !== text.split('>')[1])
    fc.assert(
      fc.property(letters, letters, fc.array(rule, { maxLength: 4 }), (intended, typed, entries) => {
        fc.pre(Math.max(intended.length, typed.length) <= 6)
        const rules = Object.fromEntries(entries)
        expect(channelCost({ ...flat, rules }, intended, typed)).toBeCloseTo(recursive(intended, typed, rules), 4)
      }),
      { numRuns: 400 },
    )
  })

  it.each([
    ['in the middle', { 'ph>f': 1 }, 'telephone', 'telefone', 1],
    ['at the start', { '^kn>^n': 1 }, 'knob', 'nob', 1],
    ['at the start only', { '^kn>^n': 1 }, 'unknob', 'unnob', 4],
    ['at the end', { 'el$>le$': 1 }, 'steel', 'stele', 1],
    ['that drops its letters', { 'gh>': 1 }, 'light', 'lit', 1],
    ['twice', { 'ph>f': 1 }, 'phosphor', 'fosfor', 2],
  ])('apply %s', (_, rules, intended, typed, cost) => {
    expect(channelCost({ ...flat, rules }, intended, typed)).toBe(cost)
  })

  it('cost the same where a rule below 0, which no form meets, forbids to leave anything out', () => {
    const everythingTried = { ...learned, rules: { ...learned.rules, 'qqq>qq': -1 } }
    const intended = fc.constantFrom('fluorescent', 'camouflage', 'receive', 'knob', 'phosphor', 'vinyl', 'éclair', 'a')
    const edited = fc.tuple(intended, fc.nat(11), fc.nat(3), fc.stringMatching(/^[a-p]{0,3}$/))
    const typo = edited.map(([word, at, dropped, added]) => word.slice(0, at) + added + word.slice(at + dropped))
    fc.assert(
      fc.property(intended, fc.oneof(typo, fc.stringMatching(/^[a-p]{0,12}$/)), (word, typed) => {
        expect(channelCost(learned, word, typed)).toBe(channelCost(everythingTried, word, typed))
      }),
      { numRuns: 500 },
    )
  })

  it('make no explanation dearer', () => {
    const { rules: _, ...single } = learned
    const word = fc.constantFrom('fluorescent', 'camouflage', 'receive', 'vinyl', 'kohler', 'faucet', 'steel')
    fc.assert(
      fc.property(word, fc.stringMatching(/^[a-z]{1,9}$/), (intended, typed) => {
        expect(channelCost(learned, intended, typed)).toBeLessThanOrEqual(channelCost(single, intended, typed) + 1e-9)
      }),
    )
  })

  it('are learned so that common respellings cost much less than their letters', () => {
    const { rules: _, ...single } = learned
    for (const [intended, typed] of [
      ['fluorescent', 'florescent'],
      ['camouflage', 'camoflauge'],
    ] as const)
      expect(channelCost(learned, intended, typed)).toBeLessThan(channelCost(single, intended, typed) - 1)
  })

  it('are refused when they are written wrongly', () => {
    for (const rule of ['abcd>a', 'a>abcd', 'a', '>a', 'a>b>c'])
      expect(() => packRules({ [rule]: 1 })).toThrow(JSON.stringify(rule))
  })
})
