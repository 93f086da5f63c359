import {
  type InlineOnnxCorrector,
  type OnnxAnswer,
  openInlineOnnxCorrector,
} from '../../adapters/corrector/onnx-inline.ts'
import { takeEvenly } from '../../evaluate/gold.ts'
import type { CorrectionRequest } from '../../speller/ports.ts'
import { type Bench, hasModel, noModelNote } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { openShop, requestsOf } from './shop.ts'
import { inTurns, mean, median, type Times } from './timing.ts'

/** Drafts checked and repaired until the own answer is whole, against one byte a pass. Both read the same names, encoded before. */
export async function measureDecoding(bench: Bench, sheet: Sheet): Promise<void> {
  if (!hasModel(bench)) return sheet.note(noModelNote(bench))
  const requests = takeEvenly(await requestsOf(await openShop(bench), bench.queries), bench.isQuick ? 40 : 300)
  const model = await openInlineOnnxCorrector({ modelDir: bench.modelDir, maxPasses: 12 })
  sheet.sizes({
    model: model.id,
    requests: requests.length,
    'drafts a request': mean(requests.map(({ drafts }) => drafts.length)).toFixed(1),
    'names a request': mean(requests.map(({ context }) => context.length)).toFixed(1),
  })
  await compare(model, requests, sheet)
  await model.close()
}

async function compare(model: InlineOnnxCorrector, requests: readonly CorrectionRequest[], sheet: Sheet) {
  for (const request of requests) await model.answer(request)
  const answers: OnnxAnswer[] = []
  const plainAnswers: OnnxAnswer[] = []
  const [checked, plain] = await inTurns(requests, [
    async (request) => answers.push(await model.answer(request)),
    async (request) => plainAnswers.push(await model.answerPlainly(request)),
  ])
  const n = requests.length
  const against = (value: number) => ({ name: 'a byte a pass', value })
  const passesOf = (of: readonly OnnxAnswer[]) => mean(of.map(({ passes }) => passes))
  const times = (name: string, of: (times: Times) => number) =>
    sheet.figure({ name, unit: 'ms', n, value: of(checked!), baseline: against(of(plain!)) })
  times('time, median', ({ wall }) => median(wall))
  times('processor time, mean', ({ processor }) => mean(processor))
  sheet.figure({
    name: 'passes, mean',
    unit: 'passes',
    n,
    value: passesOf(answers),
    baseline: against(passesOf(plainAnswers)),
  })
  const inBoth = answers.flatMap((answer, i) => {
    const texts = [answer, plainAnswers[i]!].map(greedyOf)
    return texts.includes(undefined) ? [] : [texts]
  })
  const inPlain = plainAnswers.filter((answer) => greedyOf(answer) !== undefined).length
  const equal = inBoth.filter(([text, plainText]) => text === plainText).length
  sheet.figure({
    name: 'equal greedy texts, where both end',
    unit: 'share',
    n: inBoth.length,
    value: equal / inBoth.length,
  })
  sheet.figure({ name: 'ended, of those that end plainly', unit: 'share', n: inPlain, value: inBoth.length / inPlain })
  sheet.note(
    'The first pass also scores every draft, and where there are several the speller asks for no more; decoding a byte a pass scores none.',
  )
}

/** Undefined where decoding did not come to an end. */
function greedyOf({ suggestions }: OnnxAnswer): string | undefined {
  return suggestions.find(({ source }) => source === 'greedy')?.text
}
