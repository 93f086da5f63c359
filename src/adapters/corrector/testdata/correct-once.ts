// Run by a test as a program of its own: two pools correct one query each; whether it then ends is what the test asks.
import { openOnnxCorrector } from '../onnx.ts'

async function correctOnce(workers: number) {
  const corrector = await openOnnxCorrector({ modelDir: import.meta.dirname, workers })
  const query = 'lampp'
  const [own] = await corrector.correct({ query, context: [], drafts: ['lamp', query], previous: [] })
  return { corrector, answer: { id: corrector.id, own } }
}

const closed = await correctOnce(1)
await closed.corrector.close()
const leftOpen = await correctOnce(2)
process.stdout.write(JSON.stringify([closed.answer, leftOpen.answer]))
