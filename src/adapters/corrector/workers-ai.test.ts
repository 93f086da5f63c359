import { describe, expect, it } from 'vitest'
import { createBill } from '../../speller/bill.ts'
import { Unanswerable } from '../../speller/errors.ts'
import type { CorrectionRequest } from '../../speller/ports.ts'
import { describeCorrector } from './contract.ts'
import { createMeter } from './meter.ts'
import { createWorkersAiCorrector, type WorkersAiBinding, type WorkersAiOptions } from './workers-ai.ts'

const prompt = { id: 'p', body: '[system]\nMend it.\n[user]\nNames: {context}\nQuery: {query}' }
const request: CorrectionRequest = {
  query: 'nikee shose',
  context: [{ text: 'Nike', form: 'nike', kind: 'brand', count: 9 }],
  drafts: ['nike shoes', 'nikee shose'],
  previous: [],
}

/** A binding that answers as it is told, and what it was asked. */
function open(answer: (inputs: Record<string, unknown>) => unknown, more: Partial<WorkersAiOptions> = {}) {
  const calls: { model: string; inputs: Record<string, unknown> }[] = []
  const ai: WorkersAiBinding = {
    async run(model, inputs) {
      calls.push({ model, inputs })
      return answer(inputs)
    },
  }
  const model = '@cf/some/model'
  const corrector = createWorkersAiCorrector({
    ai,
    model,
    kind: 'chat',
    prompt,
    timeoutMs: 1000,
    maxTokens: 64,
    ...more,
  })
  return { corrector, calls }
}
const says = (response: unknown) => () => ({ response })
const echo = (inputs: Record<string, unknown>) => ({
  response: /Query: (.*)$/u.exec((inputs['messages'] as { content: string }[]).at(-1)!.content)![1],
})

describeCorrector('a model of Workers AI', async () => open(echo).corrector)

describe('createWorkersAiCorrector', () => {
  it('sends messages, no temperature and a cap by the length of the query', async () => {
    const { corrector, calls } = open(says(' Nike shoes\nbecause'))
    expect(corrector.id).toBe('workers-ai:@cf/some/model')
    expect(await corrector.correct(request)).toEqual([{ text: 'nike shoes', source: 'greedy' }])
    expect(calls).toEqual([
      {
        model: '@cf/some/model',
        inputs: {
          messages: [
            { role: 'system', content: 'Mend it.' },
            { role: 'user', content: 'Names: Nike\nQuery: nikee shose' },
          ],
          max_tokens: 11 + 16,
          temperature: 0,
        },
      },
    ])
  })

  it('sends the prompt as it stands with an adapter', async () => {
    const { corrector, calls } = open(says('nike shoes'), { kind: 'completion', lora: 'shop-1' })
    expect(corrector.id).toBe('workers-ai:@cf/some/model+shop-1')
    await corrector.correct(request)
    const text = 'Mend it.\n\nNames: Nike\nQuery: nikee shose'
    expect(calls[0]!.inputs).toMatchObject({ prompt: text, raw: true, lora: 'shop-1' })
    expect(calls[0]!.inputs['messages']).toBeUndefined()
  })

  it('reads an object that was asked for by schema, given as one or as text', async () => {
    for (const response of [{ correction: 'nike shoes' }, '{"correction":"nike shoes"}', 'nike shoes']) {
      const { corrector, calls } = open(says(response), { form: 'json' })
      expect(await corrector.correct(request)).toEqual([{ text: 'nike shoes', source: 'greedy' }])
      expect(calls[0]!.inputs['response_format']).toMatchObject({ type: 'json_schema' })
    }
  })

  /** Refuses every request for JSON but those that `takes` likes, as the service does. */
  const takingOnly =
    (takes: (schema: Record<string, unknown>) => boolean, refusal: string) => (inputs: Record<string, unknown>) => {
      const format = inputs['response_format'] as { json_schema: Record<string, unknown> } | undefined
      if (format && !takes(format.json_schema)) throw new Error(refusal)
      return { response: format ? { correction: 'nike shoes' } : 'nike shoes' }
    }
  const noName = "AiError: 5006: Error: required properties at '/response_format/json_schema' are 'name'"
  const noJson = "5025: This model doesn't support JSON Schema"

  it.each([
    ['the schema itself', takingOnly((schema) => schema['type'] === 'object', noName), 1, 'object'],
    ['a named schema', takingOnly((schema) => schema['name'] === 'correction', noName), 2, undefined],
    ['a plain line', takingOnly(() => false, noJson), 3, 'none'],
  ])('asks for %s where the model takes that, and remembers it', async (_, answer, tries, type) => {
    const { corrector, calls } = open(answer, { form: 'json' })
    for (const asked of [tries, tries + 1]) {
      expect(await corrector.correct(request)).toEqual([{ text: 'nike shoes', source: 'greedy' }])
      expect(calls).toHaveLength(asked)
    }
    const format = calls.at(-1)!.inputs['response_format'] as { json_schema: Record<string, unknown> } | undefined
    expect(format ? format.json_schema['type'] : 'none').toBe(type)
  })

  it('gives the error of a request that is refused in every form, and tries all anew', async () => {
    const { corrector, calls } = open(
      () => {
        throw new Error(noName)
      },
      { form: 'json' },
    )
    for (const asked of [3, 6]) {
      await expect(corrector.correct(request)).rejects.toMatchObject({
        code: 'corrector_failed',
        message: `workers-ai:@cf/some/model failed: ${noName}`,
      })
      expect(calls).toHaveLength(asked)
    }
  })

  it.each(["5024: JSON Mode couldn't be met", "JSON Mode couldn't be met"])(
    'says of %s that the model has no answer to this question, without asking in another form',
    async (message) => {
      const { corrector, calls } = open(
        () => {
          throw new Error(message)
        },
        { form: 'json' },
      )
      await expect(corrector.correct(request)).rejects.toBeInstanceOf(Unanswerable)
      expect(calls).toHaveLength(1)
    },
  )

  it('counts by the usage that the answer states, and estimates without a believable one', async () => {
    const usage = { prompt_tokens: 30, completion_tokens: 3, total_tokens: 33 }
    for (const [stated, inputTokens] of [
      [usage, 30],
      [{ prompt_tokens: -1 }, 14],
    ] as const) {
      const meter = createMeter({ pricePerMillion: { input: 1, output: 1 }, now: () => 0 })
      const { corrector } = open(() => ({ response: 'nike shoes', usage: stated }), { meter })
      const bill = createBill()
      await corrector.correct(request, undefined, bill)
      expect(bill.answers()).toMatchObject([{ by: corrector.id, inputTokens }])
    }
  })

  it.each([undefined, null, 'nike', {}, { response: 7 }, { response: null, tool_calls: [] }])(
    'fails with corrector_failed on %j',
    async (output) => {
      await expect(open(() => output).corrector.correct(request)).rejects.toMatchObject({ code: 'corrector_failed' })
    },
  )

  it('reads answers in the form of the OpenAI protocol, as newer models give them', async () => {
    for (const choice of [{ message: { role: 'assistant', content: 'nike shoes' } }, { text: 'nike shoes' }]) {
      const { corrector } = open(() => ({ choices: [{ index: 0, ...choice, finish_reason: 'stop' }] }))
      expect(await corrector.correct(request)).toEqual([{ text: 'nike shoes', source: 'greedy' }])
    }
  })

  const whole = { prompt_tokens: 30, completion_tokens: 27, total_tokens: 57 }
  it.each([
    ['by its reason', { choices: [{ message: { content: 'nike sh' }, finish_reason: 'length' }] }],
    ['of a prompt, by its reason', { choices: [{ text: 'nike sh', finish_reason: 'length' }] }],
    ['by the tokens that it took, where it gives no reason', { response: 'nike sh', usage: whole }],
  ])('takes an answer that was cut off for none: %s', async (_, output) => {
    const { corrector } = open(() => output)
    await expect(corrector.correct(request)).rejects.toMatchObject({
      code: 'corrector_failed',
      message: 'workers-ai:@cf/some/model was cut off at its cap of 27 tokens before its correction ended',
    })
  })

  it('takes the line that ended before the cut', async () => {
    const { corrector } = open(() => ({ response: 'nike shoes\n\nQuery: adid', usage: whole }))
    expect(await corrector.correct(request)).toEqual([{ text: 'nike shoes', source: 'greedy' }])
  })

  it('fails in time, and as the binding does', async () => {
    const { corrector } = open(() => new Promise(() => {}), { timeoutMs: 10 })
    await expect(corrector.correct(request)).rejects.toMatchObject({ code: 'corrector_timeout' })
    const failing = open(() => {
      throw new Error('3040: out of capacity')
    })
    await expect(failing.corrector.correct(request)).rejects.toMatchObject({
      code: 'corrector_failed',
      message: 'workers-ai:@cf/some/model failed: 3040: out of capacity',
    })
  })
})
