import type { ChannelTable } from '../../src/speller/channel.ts'
import { maxRun } from '../../src/speller/channel-rules.ts'
import type { Random } from './random.ts'

/** Sound-alike spellings, either way round. */
const respellings: readonly (readonly [string, string])[] = [
  ['ph', 'f'],
  ['ck', 'k'],
  ['c', 'k'],
  ['s', 'c'],
  ['qu', 'kw'],
  ['x', 'cks'],
  ['tion', 'sion'],
  ['tion', 'shun'],
  ['ie', 'ei'],
  ['ee', 'ea'],
  ['ai', 'ay'],
  ['ou', 'ow'],
  ['oo', 'u'],
  ['er', 'or'],
  ['er', 'ar'],
  ['re', 'er'],
  ['able', 'ible'],
  ['ant', 'ent'],
  ['ance', 'ence'],
  ['kn', 'n'],
  ['wr', 'r'],
  ['gh', ''],
  ['que', 'k'],
  ['z', 's'],
  ['y', 'i'],
  ['i', 'e'],
  ['a', 'e'],
  ['o', 'u'],
  ['au', 'o'],
  ['eau', 'o'],
  ['oa', 'o'],
  ['igh', 'i'],
  ['dge', 'ge'],
  ['sch', 'sh'],
  ['ch', 'k'],
  ['tch', 'ch'],
  ['eur', 'er'],
  ['ier', 'eer'],
  ['cc', 'x'],
  ['j', 'g'],
  ['v', 'f'],
]

const letters = 'abcdefghijklmnopqrstuvwxyz'
/** Share of mistakes that rewrite a run of letters as people did, rather than one letter. */
const runShare = 0.4

type Rewritings = ReadonlyMap<string, readonly (readonly [typed: string, weight: number])[]>
const rewritings = new WeakMap<ChannelTable, Rewritings>()

/** The channel's rules of the longest runs, which know most of what stands around the mistake, by run. */
function rewritingsOf(table: ChannelTable): Rewritings {
  const known = rewritings.get(table)
  if (known) return known
  const byRun = new Map<string, [string, number][]>()
  for (const [rule, cost] of Object.entries(table.rules ?? {})) {
    const [run, typed] = rule.split('>') as [string, string]
    if (run.length < maxRun) continue
    const list = byRun.get(run)
    if (list) list.push([typed, Math.exp(-cost)])
    else byRun.set(run, [[typed, Math.exp(-cost)]])
  }
  rewritings.set(table, byRun)
  return byRun
}

/** The word with one run of letters written as people miswrite it; the word itself where no run of it was ever miswritten. */
function rewriteRun(word: string, table: ChannelTable, random: Random): string {
  const padded = `^${word}$`
  const byRun = rewritingsOf(table)
  const results: string[] = []
  const weights: number[] = []
  for (let at = 0; at + maxRun <= padded.length; at++)
    for (const [typed, weight] of byRun.get(padded.slice(at, at + maxRun)) ?? []) {
      const text = (padded.slice(0, at) + typed + padded.slice(at + maxRun)).replace(/[$^]/g, '')
      if (text === word || text === '') continue
      results.push(text)
      weights.push(weight)
    }
  return results.length === 0 ? word : results[random.weighted(weights)]!
}

/** One more human-like mistake in a word of letters. The word itself comes back when it is too short to err in. */
function oneEdit(word: string, table: ChannelTable, random: Random): string {
  if (random.chance(0.1)) {
    const respelled = respell(word, random)
    if (respelled !== word) return respelled
  }
  if (random.chance(runShare)) {
    const rewritten = rewriteRun(word, table, random)
    if (rewritten !== word) return rewritten
  }
  const results: string[] = []
  const weights: number[] = []
  const option = (text: string, cost: number | undefined, factor = 1) => {
    if (cost === undefined || text === word || text === '') return
    results.push(text)
    weights.push(Math.exp(-cost) * factor)
  }
  for (let i = 0; i <= word.length; i++) {
    const before = i === 0 ? '^' : word[i - 1]!
    const here = word[i]
    const first = i === 0 ? Math.exp(-table.firstLetter) : 1
    for (const typed of letters) {
      option(word.slice(0, i) + typed + word.slice(i), table.insertion[before + typed], first)
      if (here === undefined || typed === here) continue
      option(word.slice(0, i) + typed + word.slice(i + 1), table.substitution[here + typed], first)
    }
    if (here === undefined) continue
    option(word.slice(0, i) + word.slice(i + 1), table.deletion[before + here], first)
    const next = word[i + 1]
    if (next !== undefined && next !== here)
      option(word.slice(0, i) + next + here + word.slice(i + 2), table.transposition[here + next])
  }
  return results.length === 0 ? word : results[random.weighted(weights)]!
}

function respell(word: string, random: Random): string {
  const possible = respellings
    .flatMap(([a, b]) => [[a, b] as const, [b, a] as const])
    .filter(([from]) => from !== '' && word.indexOf(from) >= 0)
  if (possible.length === 0) return word
  const [from, to] = random.pick(possible)
  const places = [...word.matchAll(new RegExp(from, 'g'))].map((match) => match.index)
  const at = random.pick(places)
  return word.slice(0, at) + to + word.slice(at + from.length)
}

/** Human misspellings by right word. */
export type Misspellings = ReadonlyMap<string, readonly string[]>

/** Share of misspelled words taken from people's own, where the lists have the word. */
const humanShare = 0.35

const vowelSpellings = ['a', 'e', 'i', 'o', 'u', 'y', 'ee', 'ea', 'ai', 'ou', 'oo', 'ie', 'ei', 'ow', 'au']
/** Share of longer words written by ear. */
const byEarShare = 0.06

/** A word as somebody writes it who only ever heard it: its vowels are guesses, its doubled letters too. */
function byEar(word: string, random: Random): string {
  return word.replace(/(?!^)[aeiouy]+(?!$)|([b-df-hj-np-tv-z])\1?/g, (letters: string, consonant?: string) => {
    if (consonant === undefined) return random.chance(0.45) ? random.pick(vowelSpellings) : letters
    if (letters.length === 2) return random.chance(0.3) ? consonant : letters
    return random.chance(0.04) ? consonant + consonant : letters
  })
}

/** A word as a hurried person types it: 1 edit in 82 %, 2 in 15 %, 3 in 3 % of long words; short words take one. */
export function misspell(word: string, table: ChannelTable, human: Misspellings, random: Random): string {
  const known = human.get(word)
  if (known && random.chance(humanShare)) return random.pick(known)
  if (word.length >= 5 && random.chance(byEarShare)) {
    const heard = byEar(word, random)
    if (heard !== word) return heard
  }
  const draw = random.next()
  const edits = word.length >= 7 && draw < 0.03 ? 3 : word.length >= 5 && draw < 0.18 ? 2 : 1
  let typed = word
  for (let i = 0; i < edits; i++) typed = oneEdit(typed, table, random)
  return typed
}
