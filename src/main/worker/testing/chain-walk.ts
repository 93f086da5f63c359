import { openOpenAiServer, send } from '../../../adapters/corrector/testdata/openai-server.ts'
import type { Decision } from '../../../speller/types.ts'
import { expectEqual, ms } from '../../testing/walk.ts'
import { until } from './wrangler-dev.ts'

/** One of whose correction the noisy channel is not so sure that nobody is asked. */
export const unsure = { query: 'nikky shoes', right: 'nike shoes' }

/** Dear enough that a few answers spend it. */
export const budget = 3
/** Of the servers that are walked. Breaker and deadline are short, so that both are met. */
export const chainSettings = {
  QUERYMEND_SERVER_TIMEOUT_MS: '10000',
  QUERYMEND_BREAKER_FAILURES: '2',
  QUERYMEND_BREAKER_PAUSE_MS: '1500',
  QUERYMEND_CACHE_SECONDS: '0',
  LLM_MODEL: 'm',
  LLM_TIMEOUT_MS: '500',
  LLM_PRICE_INPUT: '1000',
  LLM_PRICE_OUTPUT: '1000',
}

/** A fake endpoint of the OpenAI protocol, and how it may do. */
export async function openFakeLlm() {
  const llm = await openOpenAiServer(() => unsure.right)
  return {
    baseUrl: llm.baseUrl,
    calls: () => llm.calls.length,
    works: () => llm.replyWith(() => unsure.right),
    hangs: () => llm.replyWith(() => undefined),
    fails: () => llm.replyWith((_, response) => send(response, 500, { error: { message: 'down' } })),
    close: () => llm.close(),
  }
}
export type FakeLlm = Awaited<ReturnType<typeof openFakeLlm>>

export async function decide(address: string): Promise<Decision> {
  const response = await fetch(`${address}/v1/correct?q=${encodeURIComponent(unsure.query)}`)
  expectEqual('the status', response.status, 200)
  const decision = (await response.json()) as Decision
  expectEqual('what is searched', decision.applied, unsure.right)
  return decision
}

export async function stateOf(address: string, corrector: string): Promise<string> {
  const { checks } = (await (await fetch(`${address}/readyz`)).json()) as { checks: Record<string, { detail: string }> }
  return checks[`corrector ${corrector}`]!.detail
}

/**
 * A chain of an endpoint and of another server (`llm,server`, maybe others before them that are left alone) through an answer, a deadline, an
 * open breaker, its pause, and a spent budget. Gives the ids of all decisions.
 */
export async function walkChain(address: string, llm: FakeLlm, say: (line: string) => void): Promise<string[]> {
  const ids: string[] = []
  const by = async (what: string, model: RegExp) => {
    const begun = performance.now()
    const { id, model: answered, degraded } = await decide(address)
    ids.push(id)
    if (!model.test(answered)) throw new Error(`${what}: ${answered} where ${String(model)} was expected`)
    expectEqual(`${what}: degraded`, degraded, [])
    return performance.now() - begun
  }
  llm.works()
  await by('an endpoint that works', /^openai:m$/)

  llm.hangs()
  const late = [await by('one that hangs', /^server:onnx:/), await by('once more', /^server:onnx:/)]
  expectEqual('questions to it', llm.calls(), 2)
  expectEqual('its state', await stateOf(address, 'llm'), 'openai:m: open')
  const passed = await by('one that is left alone', /^server:onnx:/)
  expectEqual('questions to one that is left alone', llm.calls(), 2)
  say(
    `past its deadline of ${chainSettings.LLM_TIMEOUT_MS} ms answered after ${late.map(ms).join(' and ')}, with an open breaker after ${ms(passed)}`,
  )

  llm.works()
  await until('its pause to end', async () => {
    const { id, model } = await decide(address)
    ids.push(id)
    return model === 'openai:m'
  })
  expectEqual('its state after it answered', await stateOf(address, 'llm'), 'openai:m')

  let paid = 0
  await until('its budget to be spent', async () => {
    const { id, model, degraded } = await decide(address)
    ids.push(id)
    expectEqual('degraded', degraded, [])
    if (model === 'openai:m') paid++
    return model !== 'openai:m'
  })
  const asked = llm.calls()
  for (let i = 0; i < 3; i++) await by('one whose budget is spent', /^server:onnx:/)
  expectEqual('questions to one whose budget is spent', llm.calls(), asked)
  expectEqual('its state then', await stateOf(address, 'llm'), 'openai:m: spent')
  say(`${paid} more answers until the budget of ${budget} was spent`)
  return ids
}
