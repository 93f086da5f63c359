import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type OnnxModel, openOnnxModel, type States } from '../../adapters/corrector/onnx-session.ts'
import { bytesOf, nameTokens, queryTokens } from '../../adapters/corrector/tokens.ts'
import { takeEvenly } from '../../evaluate/gold.ts'
import type { CorrectionRequest } from '../../speller/ports.ts'
import { type Bench, hasModel, noModelNote } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { openShop, requestsOf } from './shop.ts'
import { inTurns, mean, median } from './timing.ts'

const graphs = ['encode-query.onnx', 'encode-names.onnx', 'decode.onnx'] as const
const names = 8
const drafts = 4

/** The served int8 graphs against fp32 ones of the same weights. */
export async function measureQuantisation(bench: Bench, sheet: Sheet): Promise<void> {
  if (!hasModel(bench)) return sheet.note(noModelNote(bench))
  if (bench.fp32Dir === undefined) {
    return sheet.note('Not measured: give the folder of the fp32 graphs, which training/export.py writes, with --fp32.')
  }
  const all = await requestsOf(await openShop(bench), bench.queries)
  const full = all.filter((request) => request.context.length >= names && request.drafts.length >= 2)
  const requests = takeEvenly(full, bench.isQuick ? 40 : 200).map(withDrafts)
  const fp32Dir = await withConfig(bench.fp32Dir, bench.modelDir)
  try {
    const int8 = await openOnnxModel(bench.modelDir)
    const fp32 = await openOnnxModel(fp32Dir)
    sheet.sizes({ model: int8.id, requests: requests.length, 'names a request': names, 'drafts a request': drafts })
    for (const graph of graphs) {
      const [value, base] = await Promise.all([bench.modelDir, fp32Dir].map(async (dir) => megabytes(join(dir, graph))))
      sheet.figure({ name: graph, unit: 'MB', n: 1, value: value!, baseline: { name: 'fp32', value: base! } })
    }
    await compare([int8, fp32], requests, sheet)
    await Promise.all([int8.close(), fp32.close()])
  } finally {
    await rm(fp32Dir, { recursive: true })
  }
}

async function compare(models: readonly [OnnxModel, OnnxModel], requests: readonly CorrectionRequest[], sheet: Sheet) {
  const memories = new Map<OnnxModel, Map<CorrectionRequest, readonly States[]>>()
  const steps: Record<string, (model: OnnxModel, request: CorrectionRequest) => Promise<unknown>> = {
    'encode the query': (model, { query }) => model.encodeQuery(queryTokens(query)),
    [`encode ${names} names`]: (model, { context }) => model.encodeNames(tokensOf(context)),
    [`a pass over ${drafts} drafts`]: async (model, request) =>
      model.decoderOver(memories.get(model)!.get(request)!)(request.drafts.map(bytesOf)),
  }
  // encodes everything once: what the decoder reads, and warm graphs
  for (const model of models) {
    const memory = new Map<CorrectionRequest, readonly States[]>()
    for (const request of requests) {
      const states = await model.encodeNames(tokensOf(request.context))
      memory.set(request, [await model.encodeQuery(queryTokens(request.query)), ...states])
    }
    memories.set(model, memory)
  }
  const processor = [0, 0]
  const n = requests.length
  for (const [name, step] of Object.entries(steps)) {
    for (const model of models) await step(model, requests[0]!)
    const times = await inTurns(
      requests,
      models.map((model) => (request: CorrectionRequest) => step(model, request)),
    )
    const [value, base] = times.map(({ wall }) => median(wall))
    sheet.figure({ name: `${name}, median`, unit: 'ms', n, value: value!, baseline: { name: 'fp32', value: base! } })
    times.forEach((each, m) => (processor[m]! += mean(each.processor)))
  }
  const [value, base] = processor
  const baseline = { name: 'fp32', value: base! }
  sheet.figure({ name: 'all three, processor time, mean', unit: 'ms', n, value: value!, baseline })
}

function tokensOf(context: CorrectionRequest['context']) {
  return context.slice(0, names).map((name) => nameTokens(name).tokens)
}

/** As many drafts for every request; where it has fewer, its own again. */
function withDrafts(request: CorrectionRequest): CorrectionRequest {
  return { ...request, drafts: Array.from({ length: drafts }, (_, i) => request.drafts[i % request.drafts.length]!) }
}

/** A folder that can be opened: the fp32 graphs, which come alone, under the other folder's config with their own hashes. */
async function withConfig(fp32Dir: string, int8Dir: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  const config = JSON.parse(await readFile(join(int8Dir, 'config.json'), 'utf8')) as object
  const hashes = graphs.map(async (graph) => {
    const path = resolve(fp32Dir, graph)
    await symlink(path, join(dir, graph))
    return [
      graph,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const
  })
  const sha256 = Object.fromEntries(await Promise.all(hashes))
  await writeFile(join(dir, 'config.json'), JSON.stringify({ ...config, sha256 }))
  return dir
}

async function megabytes(path: string): Promise<number> {
  return (await stat(path)).size / 1e6
}
