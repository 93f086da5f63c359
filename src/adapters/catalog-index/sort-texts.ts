/** Shorter stretches are sorted by insertion. */
const fewTexts = 12
/** Units that are looked up at once, and kept as one number: as many as fit exactly. */
const unitsOfKey = 3
/** More than any unit and the end, which is 0. */
const keyBase = 2 ** 16 + 1

/**
 * Numbers of texts in the order of their UTF-16 units, as strings compare; equal ones in the order of their numbers. Text `i` is
 * `units` from `starts[i]` until before `starts[i + 1]`.
 * @source Multikey quicksort, Bentley and Sedgewick 1997: no unit is looked at again once it is known to be equal. The next units of each text are kept
 * beside its number, so that texts are looked up once for each few units: Ng and Kakehi 2007.
 */
export function sortTexts(units: Uint16Array, starts: Uint32Array): Uint32Array {
  const order = new Uint32Array(starts.length - 1)
  for (let i = 0; i < order.length; i++) order[i] = i
  /** Of the texts in `order`. */
  const keys = new Float64Array(order.length)
  const sorter = { units, starts, order, keys }
  readKeys(sorter, 0, order.length, 0)
  sort(sorter, 0, order.length, 0)
  return order
}

interface Sorter {
  readonly units: Uint16Array
  readonly starts: Uint32Array
  readonly order: Uint32Array
  readonly keys: Float64Array
}

function readKeys({ units, starts, order, keys }: Sorter, from: number, to: number, depth: number): void {
  for (let i = from; i < to; i++) keys[i] = keyOf(units, starts[order[i]!]! + depth, starts[order[i]! + 1]!)
}

/** The next units; those behind the end are 0, and the others more. */
function keyOf(units: Uint16Array, at: number, end: number): number {
  let key = 0
  for (let i = at; i < at + unitsOfKey; i++) key = key * keyBase + (i < end ? units[i]! + 1 : 0)
  return key
}

function isEnd(key: number): boolean {
  return key % keyBase === 0
}

/** Texts from `from` until before `to`, which are equal up to `depth` and whose keys begin there. */
function sort(sorter: Sorter, from: number, to: number, depth: number): void {
  const { order, keys } = sorter
  while (to - from > fewTexts) {
    const pivot = middleOf(keys[from]!, keys[(from + to) >>> 1]!, keys[to - 1]!)
    const less = partition(order, keys, from, to, pivot)
    const more = behindEqual(keys, less, to, pivot)
    sort(sorter, from, less, depth)
    sortEqual(sorter, less, more, depth)
    from = more
  }
  insert(sorter, from, to, depth)
}

/** Those of one key. */
function sortEqual(sorter: Sorter, from: number, to: number, depth: number): void {
  if (to - from < 2) return
  if (isEnd(sorter.keys[from]!)) {
    sorter.order.subarray(from, to).sort()
    return
  }
  readKeys(sorter, from, to, depth + unitsOfKey)
  sort(sorter, from, to, depth + unitsOfKey)
}

/** Puts lesser keys first and greater ones last, and returns where those that equal the pivot begin. */
function partition(order: Uint32Array, keys: Float64Array, from: number, to: number, pivot: number): number {
  let less = from
  let more = to
  for (let i = from; i < more;) {
    const key = keys[i]!
    if (key === pivot) {
      i++
      continue
    }
    const other = key < pivot ? less++ : --more
    const text = order[i]!
    order[i] = order[other]!
    order[other] = text
    keys[i] = keys[other]!
    keys[other] = key
    if (key < pivot) i++
  }
  return less
}

function behindEqual(keys: Float64Array, from: number, to: number, key: number): number {
  let behind = from
  while (behind < to && keys[behind] === key) behind++
  return behind
}

function insert(sorter: Sorter, from: number, to: number, depth: number): void {
  const { order, keys } = sorter
  for (let i = from + 1; i < to; i++) {
    const text = order[i]!
    const key = keys[i]!
    let at = i
    for (; at > from && isBefore(sorter, key, text, at - 1, depth); at--) {
      order[at] = order[at - 1]!
      keys[at] = keys[at - 1]!
    }
    order[at] = text
    keys[at] = key
  }
}

/** Whether a text of this key comes before the one at a place. */
function isBefore({ units, starts, order, keys }: Sorter, key: number, text: number, at: number, depth: number) {
  if (key !== keys[at]) return key < keys[at]!
  const other = order[at]!
  if (isEnd(key)) return text < other
  let one = starts[text]! + depth + unitsOfKey
  let two = starts[other]! + depth + unitsOfKey
  const [oneEnd, twoEnd] = [starts[text + 1]!, starts[other + 1]!]
  while (one < oneEnd && two < twoEnd && units[one] === units[two]) {
    one++
    two++
  }
  if (one < oneEnd && two < twoEnd) return units[one]! < units[two]!
  return one === oneEnd && two === twoEnd ? text < other : one === oneEnd
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
