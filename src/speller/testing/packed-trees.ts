import { leaf } from '../trees.ts'

/** A number is a leaf; any other tree goes left where the feature is at most `atMost`. */
export type Tree =
  number | { readonly feature: number; readonly atMost: number; readonly left: Tree; readonly right: Tree }

/** Trees as `models/ranker.json` holds them, with their bytes. */
export function packed(trees: readonly Tree[]): { sizes: number[]; bytes: Uint8Array } {
  const nodes = trees.map(nodesOf)
  const all = nodes.flat()
  const bytes = new Uint8Array(7 * all.length)
  const view = new DataView(bytes.buffer)
  all.forEach(([feature, value, right], i) => {
    bytes[i] = feature
    view.setFloat32(all.length + 4 * i, value, true)
    view.setUint16(5 * all.length + 2 * i, right, true)
  })
  return { sizes: nodes.map((tree) => tree.length), bytes }
}

function nodesOf(tree: Tree): [feature: number, value: number, right: number][] {
  if (typeof tree === 'number') return [[leaf, tree, 0]]
  const left = nodesOf(tree.left)
  return [[tree.feature, tree.atMost, left.length + 1], ...left, ...nodesOf(tree.right)]
}
