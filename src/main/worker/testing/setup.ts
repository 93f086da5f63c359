import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openEmbeddedStore } from '../../../adapters/catalog-index/embedded.ts'
import { openFakeQdrant } from '../../../adapters/catalog-index/qdrant-fake.ts'
import { openQdrantStore } from '../../../adapters/catalog-index/qdrant.ts'
import { openInlineOnnxCorrector } from '../../../adapters/corrector/onnx-inline.ts'
import { openOpenAiServer } from '../../../adapters/corrector/testdata/openai-server.ts'
import { loadConfig } from '../../../config.ts'
import { readGold } from '../../../evaluate/read-gold.ts'
import type { CollectedNames } from '../../../ingest/names.ts'
import { compileOverrides } from '../../../speller/overrides.ts'
import type { CorrectionRequest, GenerationStore, Suggestion } from '../../../speller/ports.ts'
import type { PlainRetrieverName } from '../../../speller/retrievers.ts'
import { createSpeller } from '../../../speller/speller.ts'
import type { Decision, Name } from '../../../speller/types.ts'
import { collectFeed } from '../../feed-in-memory.ts'
import { loadKnowledge, loadThresholds } from '../../knowledge-files.ts'
import { settingsWith } from '../../speller-settings.ts'
import { edgeDataDir } from './data-dir.ts'
import { smallShop } from './small-shop.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A fake Qdrant with the small shop in the collection `querymend`; the collection `down` fails. */
    qdrantUrl: string
    /** A server of the OpenAI protocol that answers "nike shoes", and never where the model is called `silent`. */
    llmUrl: string
    /** What Node decides about queries of the gold set, over the catalog that lies in `data/catalog`, with each retriever. */
    expected: Record<PlainRetrieverName, Decision[]>
    /** What the graphs of the corrector's tests answer in Node. */
    expectedSuggestions: { request: CorrectionRequest; suggestions: Suggestion[] }[]
  }
}

const root = join(import.meta.dirname, '../../../..')
/** Every so many queries of the gold set are asked. */
const stride = 9

/** What the tests in workerd find outside of it, in Node. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const qdrant = await openFakeQdrant((path) => (path.includes('/collections/down') ? 503 : undefined))
  await ingest(openQdrantStore({ url: qdrant.url, collection: 'querymend', timeoutMs: 5_000 }), smallShop())
  project.provide('qdrantUrl', qdrant.url)
  const llm = await openOpenAiServer(({ body }) => (body['model'] === 'silent' ? undefined : 'nike shoes'))
  project.provide('llmUrl', llm.baseUrl)
  const dir = join(edgeDataDir, 'catalog')
  await ingest(openEmbeddedStore(dir), await collectFeed({ feed: join(root, 'catalog/sample.tsv') }))
  project.provide('expected', {
    hybrid: await decideInNode(dir, 'hybrid'),
    bm25: await decideInNode(dir, 'bm25'),
    'fuzzy-bm25': await decideInNode(dir, 'fuzzy-bm25'),
  })
  project.provide('expectedSuggestions', await correctInNode())
  return async () => {
    await qdrant.close()
    await llm.close()
    rmSync(edgeDataDir, { recursive: true })
  }
}

async function ingest(store: GenerationStore, { names, bigrams, products }: CollectedNames): Promise<void> {
  const builder = await store.build()
  await builder.addNames(names)
  await builder.addBigrams(bigrams)
  await builder.commit({ products })
}

async function decideInNode(dir: string, retriever: PlainRetrieverName): Promise<Decision[]> {
  const none = compileOverrides([])
  const index = await openEmbeddedStore(dir, { retriever }).open()
  const speller = createSpeller({
    index,
    log: { append: () => undefined },
    knowledge: loadKnowledge(join(root, 'models')),
    overrides: () => none,
    settings: settingsWith(loadConfig({ QUERYMEND_CORRECTOR: 'none' }), loadThresholds(join(root, 'models'))),
    newId: () => '',
    now: () => new Date(0),
  })
  const gold = readGold('gold.jsonl', readFileSync(join(root, 'eval/gold.jsonl'), 'utf8'))
  const decisions: Decision[] = []
  for (const { query } of gold.filter((_, i) => i % stride === 0)) decisions.push(await speller.correct(query))
  await index.close()
  return decisions
}

async function correctInNode() {
  const modelDir = join(root, 'src/adapters/corrector/testdata')
  const corrector = await openInlineOnnxCorrector({ modelDir, maxPasses: 100 })
  const words = ['nike', 'running', 'shoes', 'lamp', 'desk', 'red', 'bull', 'wipes']
  const answers = []
  for (const [i, word] of words.entries()) {
    const other = words[(i * 5 + 3) % words.length]!
    const query = `${word.replace(/(.)(.)/u, '$2$1')} ${other}`
    const context = [word, other].map((form): Name => ({ text: form, form, kind: 'brand', count: 4 ** i }))
    const request = { query, context, drafts: [query, `${word} ${other}`], previous: [] }
    answers.push({ request, suggestions: [...(await corrector.correct(request))] })
  }
  await corrector.close()
  return answers
}
