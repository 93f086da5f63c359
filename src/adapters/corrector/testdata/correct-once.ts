// Run by a test as a program of its own: corrects one query; whether it then ends is what the test asks.
import { openOnnxCorrector } from '../onnx.ts'

const corrector = await openOnnxCorrector({ modelDir: import.meta.dirname, workers: 2 })
const query = 'lampp'
const [own] = await corrector.correct({ query, context: [], drafts: ['lamp', query], previous: [] })
process.stdout.write(JSON.stringify({ id: corrector.id, own }))
if (process.argv.includes('--close')) await corrector.close()
