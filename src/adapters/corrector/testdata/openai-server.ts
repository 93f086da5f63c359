import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface ReceivedCall {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Readonly<Record<string, unknown>>
  /** The whole prompt, whichever endpoint took it. */
  readonly prompt: string
}

/** Answers a prompt with a text, or takes the response into its own hands. */
export type Reply = (call: ReceivedCall, response: ServerResponse) => string | undefined

/** A local HTTP server that speaks the OpenAI protocol on /v1/chat/completions and /v1/completions. Each token is a word. */
export async function openOpenAiServer(initial: Reply) {
  const state = { reply: initial, counts: true }
  const calls: ReceivedCall[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const body = JSON.parse(await text(request)) as Record<string, unknown>
      const messages = body['messages'] as { content: string }[] | undefined
      const prompt = messages ? messages.map(({ content }) => content).join('\n') : [body['prompt']].flat().join('\n')
      const call = { path: request.url!, authorization: request.headers.authorization, body, prompt }
      calls.push(call)
      const answer = state.reply(call, response)
      if (answer === undefined) return
      const isChat = call.path === '/v1/chat/completions'
      if (!isChat && call.path !== '/v1/completions') return void response.writeHead(404).end()
      const wanted = Boolean(body['logprobs'])
      send(response, 200, {
        id: 'reply-1',
        object: isChat ? 'chat.completion' : 'text_completion',
        created: 0,
        model: body['model'],
        choices: [isChat ? chatChoice(answer, wanted) : completionChoice(answer, wanted)],
        ...(state.counts ? { usage: usageOf(call.prompt, answer) } : {}),
      })
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    replyWith(reply: Reply) {
      calls.length = 0
      state.reply = reply
    },
    /** Whether answers say how many tokens they took. */
    countTokens(counts: boolean) {
      state.counts = counts
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function send(response: ServerResponse, status: number, body: unknown): undefined {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function usageOf(prompt: string, answer: string) {
  const [input, output] = [wordsOf(prompt).length, wordsOf(answer).length]
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
}

const wordsOf = (answer: string) => answer.match(/\s*\S+/gu) ?? []

function chatChoice(answer: string, wanted: boolean) {
  const content = wordsOf(answer).map((token) => ({ token, logprob: -0.25, bytes: null, top_logprobs: [] }))
  const message = { role: 'assistant', content: answer, refusal: null }
  return { index: 0, message, finish_reason: 'stop', logprobs: wanted ? { content, refusal: null } : null }
}

function completionChoice(answer: string, wanted: boolean) {
  const tokens = wordsOf(answer)
  const logprobs = { tokens, token_logprobs: tokens.map(() => -0.25), text_offset: [], top_logprobs: [] }
  return { index: 0, text: answer, finish_reason: 'stop', logprobs: wanted ? logprobs : null }
}
