import { describe, expect, it } from 'vitest'
import { describeCorrector } from './contract.ts'
import { createScriptedCorrector } from './scripted.ts'

const ask = (query: string) => ({ query, context: [], drafts: [query], previous: [] })

describeCorrector('a scripted table', async () =>
  createScriptedCorrector({ 'nikee runing shose': 'nike running shoes' }),
)
describeCorrector('a scripted function', async () =>
  createScriptedCorrector(({ query, drafts }) => [
    { text: query, logProbability: -1, source: 'greedy' },
    ...drafts.map((text, i) => ({ text, logProbability: -1 - i, source: 'draft' as const })),
  ]),
)

describe('createScriptedCorrector', () => {
  it('says what the table says, and leaves other queries as they are', async () => {
    const corrector = createScriptedCorrector({ shose: 'shoes' })
    expect(await corrector.correct(ask('shose'))).toEqual([{ text: 'shoes', source: 'greedy' }])
    expect(await corrector.correct(ask('constructor'))).toEqual([{ text: 'constructor', source: 'greedy' }])
  })

  it('stops a slow script at the signal', async () => {
    const corrector = createScriptedCorrector(() => new Promise(() => undefined))
    await expect(corrector.correct(ask('a'), AbortSignal.timeout(5))).rejects.toMatchObject({
      code: 'corrector_timeout',
    })
  })
})
