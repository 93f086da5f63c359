import { openInlineOnnxCorrector } from '../../adapters/corrector/onnx-inline.ts'
import { latencyOf } from '../../evaluate/latency.ts'
import type { LatencyMs } from '../../speller/types.ts'
import { type Bench, hasModel, noModelNote } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { openShop, shopSizes } from './shop.ts'
import { inTurns, mean, median } from './timing.ts'

const percentiles = ['p50', 'p95', 'p99'] as const
const stages = ['retrieve', 'compose', 'decide'] as const

/** One query at a time on the calling thread, the model with it, against the noisy channel alone. No decision is kept. */
export async function measureEndToEnd(bench: Bench, sheet: Sheet): Promise<void> {
  const rounds = bench.isQuick ? 1 : 2
  const shop = await openShop(bench)
  sheet.sizes({ queries: bench.queries.length, rounds, ...(await shopSizes(shop)) })
  const models = hasModel(bench)
    ? [
        await openInlineOnnxCorrector({ modelDir: bench.modelDir }),
        await openInlineOnnxCorrector({ modelDir: bench.modelDir, cacheBytes: 0 }),
      ]
    : []
  const [kept] = models
  sheet.sizes({ model: kept?.id ?? 'none' })
  if (!kept) sheet.note(noModelNote(bench))

  const answered: LatencyMs[][] = []
  const contenders = [undefined, ...models].map((corrector, at) => {
    const speller = shop.spellerWith(corrector)
    return async (query: string) => (answered[at] ??= []).push((await speller.correct(query)).latencyMs)
  })
  // the pass that is not measured warms the code, and meets every name once
  await inTurns(bench.queries, contenders)
  answered.length = 0
  const turns = Array.from({ length: rounds }, () => bench.queries).flat()
  const processor = (await inTurns(turns, contenders)).map((times) => mean(times.processor))
  await Promise.all(models.map((model) => model.close()))

  const [channel, model, modelNotKept] = answered as [LatencyMs[], LatencyMs[]?, LatencyMs[]?]
  writeTotals(sheet, channel, 'noisy channel')
  if (!model || !modelNotKept) return writeStages(sheet, channel, 'noisy channel')
  writeTotals(sheet, model, 'with model', channel)
  writeTotals(sheet, modelNotKept, 'with model, names encoded anew', channel)
  writeStages(sheet, model, 'with model', channel)
  const names = ['with model', 'with model, names encoded anew']
  for (const [i, name] of names.entries()) {
    sheet.figure({
      name: `${name}, processor time, mean`,
      unit: 'ms',
      n: turns.length,
      value: processor[i + 1]!,
      baseline: { name: 'noisy channel', value: processor[0]! },
    })
  }
  const asked = model.filter(({ correct }) => correct > 0)
  sheet.figure({
    name: 'with model, correct where asked, median',
    unit: 'ms',
    n: asked.length,
    value: median(asked.map(({ correct }) => correct)),
    baseline: { name: 'noisy channel p50', value: latencyOf(channel.map(({ total }) => total))!.p50 },
  })
  sheet.figure({ name: 'model asked', unit: 'share', n: model.length, value: asked.length / model.length })
}

function writeTotals(sheet: Sheet, answers: readonly LatencyMs[], name: string, baseline?: readonly LatencyMs[]): void {
  const totals = (of: readonly LatencyMs[]) => latencyOf(of.map(({ total }) => total))!
  for (const percentile of percentiles) {
    sheet.figure({
      name: `${name}, ${percentile}`,
      unit: 'ms',
      n: answers.length,
      value: totals(answers)[percentile],
      ...(baseline && { baseline: { name: 'noisy channel', value: totals(baseline)[percentile] } }),
    })
  }
}

function writeStages(sheet: Sheet, answers: readonly LatencyMs[], name: string, baseline?: readonly LatencyMs[]): void {
  for (const stage of stages) {
    const of = (from: readonly LatencyMs[]) => median(from.map((latency) => latency[stage]))
    sheet.figure({
      name: `${name}, ${stage}, median`,
      unit: 'ms',
      n: answers.length,
      value: of(answers),
      ...(baseline && { baseline: { name: 'noisy channel', value: of(baseline) } }),
    })
  }
}
