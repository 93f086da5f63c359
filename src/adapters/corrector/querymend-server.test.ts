import { describe, expect, it } from 'vitest'
import { createTestApp } from '../../http/testing.ts'
import { SpellerError, Unanswerable } from '../../speller/errors.ts'
import type { CorrectionRequest, Corrector, Suggestion } from '../../speller/ports.ts'
import { describeCorrector } from './contract.ts'
import { createFallbackCorrector } from './fallback.ts'
import { createQuerymendServerCorrector, type QuerymendServerOptions } from './querymend-server.ts'
import { createScriptedCorrector, type Script } from './scripted.ts'

const request: CorrectionRequest = {
  query: 'nikee shose',
  context: [{ text: 'Nike', form: 'nike', kind: 'brand', count: 9 }],
  drafts: ['nike shoes', 'nikee shose'],
  previous: ['nike'],
}
const scores = ({ query, drafts }: CorrectionRequest): readonly Suggestion[] => [
  { text: query, logProbability: -1, source: 'greedy' },
  ...drafts.map((text, i) => ({ text, logProbability: -1 - i, source: 'draft' as const })),
]

/** A corrector of a server that runs in this process. */
function open(script: Script = scores, options: Partial<QuerymendServerOptions> = {}) {
  return openWith(createScriptedCorrector(script, 'm-1'), options)
}

function openWith(behind: Corrector, options: Partial<QuerymendServerOptions> = {}) {
  const { app, errors } = createTestApp({ corrector: behind, apiToken: 'token-1' })
  const corrector = createQuerymendServerCorrector({
    url: 'http://shop.example:8787',
    token: 'token-1',
    timeoutMs: 5_000,
    fetch: async (input, init) => app.request(new Request(input, init)),
    ...options,
  })
  return { corrector, errors }
}
const answering = (status: number, body: unknown) =>
  open(scores, { fetch: async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }) })
    .corrector

/** The first is down. */
const fallenBack = () => {
  const down: Script = () => Promise.reject(new SpellerError('corrector_failed', 'down'))
  const steps = [createScriptedCorrector(down, 'm-1'), createScriptedCorrector(scores, 'm-2')]
  return chainOf(steps)
}
const chainOf = (correctors: readonly Corrector[]) =>
  createFallbackCorrector(
    correctors.map((corrector) => ({ name: corrector.id, corrector, timeoutMs: 5_000 })),
    { timeoutMs: 5_000, now: () => 0 },
  )

describeCorrector('the corrector of a Querymend server', async () => open().corrector)
describeCorrector('the corrector of a Querymend server that fell back', async () => openWith(fallenBack()).corrector)

describe('createQuerymendServerCorrector', () => {
  it('passes on what the server’s corrector is asked and says, and which model it was', async () => {
    const requests: CorrectionRequest[] = []
    const { corrector } = open((asked) => (requests.push(asked), scores(asked)))
    expect(corrector.id).toBe('server:shop.example:8787')
    expect(await corrector.correct(request)).toEqual(scores(request).map((one) => ({ ...one, by: 'server:m-1' })))
    expect(requests).toEqual([request])
  })

  it.each([
    ['http://shop.example:8787', 'http://shop.example:8787/v1/score', 'server:shop.example:8787'],
    ['http://shop.example:8787/', 'http://shop.example:8787/v1/score', 'server:shop.example:8787'],
    ['https://shop.example/querymend', 'https://shop.example/querymend/v1/score', 'server:shop.example/querymend'],
    ['https://shop.example/a/b/', 'https://shop.example/a/b/v1/score', 'server:shop.example/a/b'],
  ])('asks the server of %s at %s', async (url, expected, id) => {
    const asked: string[] = []
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(new Request(input).url)
      return Response.json({ model: 'm-1', suggestions: scores(request) })
    }
    const { corrector } = open(scores, { url, fetch })
    await corrector.correct(request)
    expect([asked, corrector.id]).toEqual([[expected], id])
  })

  it('says where the server fell back, also through a chain whose first choice it is', async () => {
    const { corrector } = openWith(fallenBack())
    const expected = scores(request).map((one) => ({ ...one, by: 'server:m-2', isSecondChoice: true }))
    expect(await corrector.correct(request)).toEqual(expected)
    const other = createScriptedCorrector(scores, 'other')
    expect(await chainOf([corrector, other]).correct(request)).toEqual(expected)
  })

  it('sends the token, and says what the server has against it', async () => {
    const { corrector } = open(scores, { token: 'other' })
    await expect(corrector.correct(request)).rejects.toMatchObject({
      code: 'corrector_failed',
      message: expect.stringMatching(/answered 401, unauthorized: .*bearer token/) as string,
    })
  })

  it('fails as the server’s corrector does', async () => {
    const { corrector, errors } = open(() => Promise.reject(new SpellerError('corrector_failed', 'no session')))
    await expect(corrector.correct(request)).rejects.toMatchObject({ code: 'corrector_failed' })
    expect(errors).toHaveLength(1)
  })

  it('has no answer where the server’s corrector is well and has none', async () => {
    const { corrector } = open(() => Promise.reject(new Unanswerable('corrector_failed', 'too long')))
    await expect(corrector.correct(request)).rejects.toBeInstanceOf(Unanswerable)
  })

  const good = { model: 'm', suggestions: [{ text: 'nike', source: 'greedy' }] }
  it.each<[string, unknown]>([
    ['no JSON', '<html>'],
    ['no model', { suggestions: [] }],
    ['a text that is not normalised', { ...good, suggestions: [{ text: 'Nike\n', source: 'greedy' }] }],
    ['an empty text', { ...good, suggestions: [{ text: '', source: 'greedy' }] }],
    ['a probability above 1', { ...good, suggestions: [{ text: 'nike', source: 'greedy', logProbability: 0.1 }] }],
    ['scores of other drafts', { ...good, suggestions: [{ text: 'nike', source: 'draft', logProbability: -1 }] }],
  ])('refuses an answer with %s', async (_, body) => {
    await expect(answering(200, body).correct(request)).rejects.toMatchObject({ code: 'corrector_failed' })
  })

  it('takes an own answer without scores', async () => {
    expect(await answering(200, good).correct(request)).toEqual([{ text: 'nike', source: 'greedy', by: 'server:m' }])
  })

  it('fails in time when the server is late, and when it is down', async () => {
    const late = open(scores, { timeoutMs: 10, fetch: () => new Promise(() => {}) })
    await expect(late.corrector.correct(request)).rejects.toMatchObject({ code: 'corrector_timeout' })
    const down = open(scores, { fetch: () => Promise.reject(new TypeError('fetch failed')) })
    await expect(down.corrector.correct(request)).rejects.toMatchObject({
      code: 'corrector_failed',
      message: 'server:shop.example:8787 failed: fetch failed',
    })
  })
})
