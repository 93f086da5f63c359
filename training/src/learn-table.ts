import { channelCost, type ChannelTable } from '../../src/speller/channel.ts'
import { type AlignedEdit, type AlignedKind, alignment, runsAround } from './aligned-edits.ts'
import { keyNeighbours, keySlip } from './keyboard.ts'

/** A form as typed, the form that was meant, both of the letters a to z, and how much the pair counts. */
export interface WeightedPair {
  readonly typed: string
  readonly intended: string
  readonly weight: number
}

/** Share of typed words that are misspelled: turns edit frequencies among misspellings into probabilities per word. */
const misspelledShare = 0.08
const smoothing = 0.5
/** Longest run of letters that is rewritten at once, and the fewest weighted times that it was seen. */
const longestRun = 3
const leastRuns = 2
/** A run is worth a rule when it is this much cheaper, in nats, than its single edits. */
const gain = 0.25

type Counts = Record<string, number>
const keyOf = ({ kind, from, typedFrom }: AlignedEdit, right: readonly string[], wrong: readonly string[]) =>
  kind === 'substitution'
    ? right[from]! + wrong[typedFrom]!
    : kind === 'transposition'
      ? right[from]! + right[from + 1]!
      : (right[from - 1] ?? '^') + (kind === 'deletion' ? right[from]! : wrong[typedFrom]!)
const add = (counts: Counts, key: string, weight: number) => (counts[key] = (counts[key] ?? 0) + weight)
const nats = (probability: number) => Math.round(-100 * Math.log(probability)) / 100
const probabilityOf = (count: number, occasions: number) =>
  (misspelledShare * (count + smoothing)) / (occasions + 50 * smoothing)
const alphabet = 'abcdefghijklmnopqrstuvwxyz'
const bare = (run: string) => run.replace(/[$^]/g, '')

/**
 * Counts single edits, and runs of letters around them, over pairs, and gives their costs. Pairs of more than three edits,
 * very short ones and equal ones are left out. `slips`: a finger may also hit the key beside.
 */
export function learnTable(pairs: Iterable<WeightedPair>, slips: boolean): ChannelTable {
  const counts: Record<AlignedKind, Counts> = { substitution: {}, deletion: {}, insertion: {}, transposition: {} }
  const singles: Counts = {}
  const neighbours: Counts = {}
  const runs: Counts = {}
  const runOccasions: Counts = {}
  let words = 0
  let firstWrong = 0
  let edited = 0
  for (const { typed, intended, weight } of pairs) {
    const wrong = [...typed]
    const right = [...intended]
    if (typed === intended || right.length < 3 || Math.abs(wrong.length - right.length) > 2) continue
    const edits = alignment(right, wrong)
    if (edits.length > 3) continue
    words += weight
    for (const edit of edits) {
      add(counts[edit.kind], keyOf(edit, right, wrong), weight)
      edited += weight
      if (edit.from === 0) firstWrong += weight
    }
    for (const [run, written] of runsAround(right, wrong, edits, longestRun)) add(runs, `${run}>${written}`, weight)
    const ended = ['^', ...right, '$']
    for (let from = 0; from < ended.length; from++)
      for (let to = from + 1; to <= Math.min(ended.length, from + longestRun); to++)
        add(runOccasions, ended.slice(from, to).join(''), weight)
    right.forEach((letter, i) => {
      add(singles, letter, weight)
      add(neighbours, (right[i - 1] ?? '^') + letter, weight)
    })
  }

  /** Costs of the keys that were seen, and of those that a finger beside the key makes. */
  const costs = (kind: AlignedKind, occasions: (key: string) => number, slip: (key: string) => number = () => 0) => {
    const seen = counts[kind]
    const keys = new Set([...Object.keys(seen), ...[...`^${alphabet}`].flatMap((a) => [...alphabet].map((b) => a + b))])
    return Object.fromEntries(
      [...keys]
        .sort()
        .filter((key) => seen[key] !== undefined || slip(key) > 0)
        .map((key) => [
          key,
          nats((seen[key] === undefined ? 0 : probabilityOf(seen[key], occasions(key))) + slip(key)),
        ]),
    )
  }
  const single = (key: string) => singles[key[0]!] ?? 0
  const pair = (key: string) => neighbours[key] ?? 0
  const beside = (key: string) => (slips && keyNeighbours.get(key[0]!)?.includes(key[1]!) ? keySlip : 0)
  const edits: ChannelTable = {
    substitution: costs('substitution', single, beside),
    deletion: costs('deletion', pair),
    insertion: costs(
      'insertion',
      (key) => (key[0] === '^' ? words : single(key)),
      (key) => beside(key) / 2,
    ),
    transposition: costs('transposition', pair),
    unseen: 12,
    // wrong first letters against what their share of positions would give
    firstLetter: Math.round(100 * Math.max(0, Math.log(edited / words / 8.5 / (firstWrong / words)))) / 100,
  }
  const rules = Object.entries(runs)
    .filter(([, count]) => count >= leastRuns)
    .map(([rule, count]): [string, number] => [
      rule,
      nats((misspelledShare * (count - 0.5)) / (runOccasions[rule.split('>')[0]!]! + 8)),
    ])
    .filter(([rule, cost]) => {
      const [run, written] = rule.split('>') as [string, string]
      return cost < channelCost(edits, bare(run), bare(written)) - gain
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...edits, rules: Object.fromEntries(rules) }
}
