/**
 * Regression trees, one after the other, each in preorder: the left child of a node is the next one. Arrays of one length,
 * an entry a node.
 */
export interface Trees {
  /** First node of each tree. */
  readonly roots: readonly number[]
  /** Feature that the node asks for; `leaf` at a leaf. */
  readonly feature: Uint8Array
  /** Left is where the feature is at most this; at a leaf, what the tree gives. */
  readonly value: Float32Array
  /** How many nodes further the right child is; 0 at a leaf. */
  readonly right: Uint16Array
}

export const leaf = 255
const nodeBytes = 1 + 4 + 2

/**
 * Reads the nodes of trees of these sizes: the features of all, then the values, then the right children, little-endian.
 * Undefined when the bytes are no such trees over `features` features.
 */
export function decodeTrees(sizes: readonly number[], bytes: Uint8Array, features: number): Trees | undefined {
  let count = 0
  const roots = sizes.map((size) => (count += size) - size)
  if (bytes.length !== count * nodeBytes) return undefined
  const trees = {
    roots,
    feature: bytes.slice(0, count),
    value: new Float32Array(new Uint8Array(bytes.subarray(count, 5 * count)).buffer),
    right: new Uint16Array(new Uint8Array(bytes.subarray(5 * count)).buffer),
  }
  const whole = sizes.every((size, t) => nodesIn(trees, roots[t]!, features, roots[t]! + size) === size)
  return whole ? trees : undefined
}

/** Nodes of the subtree at `node`, which must end before `limit`; NaN when it is none. */
function nodesIn(trees: Trees, node: number, features: number, limit: number): number {
  if (node >= limit || !Number.isFinite(trees.value[node]!)) return NaN
  if (trees.feature[node] === leaf) return 1
  if (trees.feature[node]! >= features) return NaN
  const left = nodesIn(trees, node + 1, features, limit)
  return trees.right[node] === left + 1 ? left + 1 + nodesIn(trees, node + 1 + left, features, limit) : NaN
}

/**
 * Sum of what the trees give for each of the vectors, which must be of one length; 0 without trees. One tree after the other, so
 * that its nodes are near for all vectors.
 */
export function scoresOf({ roots, feature, value, right }: Trees, vectors: readonly (readonly number[])[]): number[] {
  const features = vectors[0]?.length ?? 0
  const flat = new Float64Array(vectors.length * features)
  for (const [v, vector] of vectors.entries()) flat.set(vector, v * features)
  const sums = new Float64Array(vectors.length)
  for (const root of roots)
    for (let v = 0; v < sums.length; v++) {
      const from = v * features
      let node = root
      for (let asked = feature[node]!; asked !== leaf; asked = feature[node]!)
        node += flat[from + asked]! <= value[node]! ? 1 : right[node]!
      sums[v]! += value[node]!
    }
  return [...sums]
}
