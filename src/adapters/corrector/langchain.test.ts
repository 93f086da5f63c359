import { readFileSync } from 'node:fs'
import { FakeListChatModel, FakeLLM } from '@langchain/core/utils/testing'
import { describe, expect, it } from 'vitest'
import type { CorrectionRequest } from '../../speller/ports.ts'
import { createLangchainCorrector } from './langchain.ts'

const body = readFileSync(new URL('../../../prompts/correct.v1.txt', import.meta.url), 'utf8')
const prompt = { id: 'correct.v1', body }
const request: CorrectionRequest = {
  query: 'nikee shose',
  context: [{ text: 'Nike', form: 'nike', kind: 'brand', count: 9 }],
  drafts: ['nike shoes', 'nikee shose'],
  previous: [],
}

describe('createLangchainCorrector', () => {
  const options = { prompt, id: 'fake', timeoutMs: 1000 }

  it('takes any chat model', async () => {
    const corrector = createLangchainCorrector({
      ...options,
      model: new FakeListChatModel({ responses: ['Nike shoes'] }),
    })
    expect(await corrector.correct(request)).toEqual([{ text: 'nike shoes', source: 'greedy' }])
  })

  it('takes any completion model', async () => {
    const corrector = createLangchainCorrector({ ...options, model: new FakeLLM({ response: 'nike shoes\n' }) })
    expect(await corrector.correct(request)).toEqual([{ text: 'nike shoes', source: 'greedy' }])
  })

  it('times out although the model ignores the signal', async () => {
    const model = new FakeListChatModel({ responses: ['late'], sleep: 400 })
    const corrector = createLangchainCorrector({ ...options, model, timeoutMs: 20 })
    await expect(corrector.correct(request)).rejects.toMatchObject({ code: 'corrector_timeout' })
  })

  it('wraps what the model throws', async () => {
    const model = new FakeLLM({ thrownErrorString: 'out of memory' })
    await expect(createLangchainCorrector({ ...options, model }).correct(request)).rejects.toMatchObject({
      code: 'corrector_failed',
      message: 'fake failed: out of memory',
    })
  })

  it('refuses a prompt without a place for the query', () => {
    const model = new FakeLLM({ response: '' })
    const make = () => createLangchainCorrector({ ...options, model, prompt: { id: 'bad', body: '{context}' } })
    expect(make).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })
})
