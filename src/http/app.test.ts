import { describe, expect, it } from 'vitest'
import { SpellerError } from '../speller/errors.ts'
import { createTestApp, decisionFor } from './testing.ts'

const stream = (chunks: number) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let sent = 0; sent < chunks; sent++) controller.enqueue(new TextEncoder().encode('x'.repeat(1_024)))
      controller.close()
    },
  })

describe('errors', () => {
  it.each(['{', '', '{"query": }', '"\\ud8"'])('answers the malformed body %j with 400', async (body) => {
    const { send } = createTestApp()
    const response = await send('POST', '/v1/correct', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      error: { code: 'malformed_json', message: 'The body is not valid JSON' },
    })
  })

  it.each([
    ['POST', '/v1/correct', 'text/plain'],
    ['POST', '/v1/feedback', 'application/x-www-form-urlencoded'],
    ['PUT', '/v1/names', 'application/jsonp'],
  ])('answers %s %s of type %s with 415', async (method, path, type) => {
    const { send } = createTestApp()
    const response = await send(method, path, '{"query": "x"}', { 'content-type': type })
    expect(response.status).toBe(415)
    expect(await response.json()).toEqual({
      error: { code: 'unsupported_media_type', message: 'Send application/json' },
    })
  })

  it('accepts JSON that names its character set', async () => {
    const { send } = createTestApp()
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' }
    expect((await send('POST', '/v1/correct', '{"query": "x"}', headers)).status).toBe(200)
  })

  it('refuses a body by its declared length, without reading it', async () => {
    const { app } = createTestApp({ limits: { bodyBytes: 2_048 } })
    const headers = { 'content-type': 'application/json', 'content-length': '2049' }
    const response = await app.request('/v1/correct', { method: 'POST', headers, body: '{}' })
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({
      error: { code: 'too_large', message: 'The body is larger than 2048 bytes' },
    })
  })

  it.each(['', '1'])('refuses a streamed body that grows too large, declared length "%s"', async (length) => {
    const { app } = createTestApp({ limits: { bodyBytes: 2_048 } })
    const headers = {
      'content-type': 'application/json',
      ...(length === '' ? {} : { 'content-length': length, 'transfer-encoding': 'chunked' }),
    }
    const request = new Request('http://shop/v1/correct', { method: 'POST', headers, body: stream(4), duplex: 'half' })
    const response = await app.request(request)
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ error: { code: 'too_large' } })
  })

  it.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v2/correct?q=x'],
    ['DELETE', '/v1/correct?q=x'],
  ])('answers %s %s with 404 in JSON', async (method, path) => {
    const { send } = createTestApp()
    const response = await send(method, path)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } })
  })

  it('answers an unforeseen failure with 500, keeps its text to itself, and reports it', async () => {
    const { app, errors } = createTestApp({}, () => {
      throw new TypeError('secret of the house')
    })
    const response = await app.request('/v1/correct?q=x')
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ error: { code: 'internal', message: 'Something went wrong' } })
    expect(response.headers.get('x-request-id')).not.toBeNull()
    expect(errors).toEqual([expect.objectContaining({ message: 'secret of the house' })])
  })

  it('answers a failed dependency with 503 and its code, and reports it', async () => {
    const { index } = createTestApp()
    const info = () => Promise.reject(new SpellerError('index_failed', 'qdrant at 10.0.0.7 is away'))
    const { app, errors } = createTestApp({ index: { ...index, info } })
    const response = await app.request('/v1/catalog')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({
      error: { code: 'index_failed', message: 'A dependency failed; try again' },
    })
    expect(errors).toHaveLength(1)
  })

  it('answers what cannot be done here with 501 and why, which is no failure to report', async () => {
    const { index } = createTestApp()
    const upsert = () => Promise.reject(new SpellerError('unsupported', 'This catalog is for reading only.'))
    const { send, errors } = createTestApp({ index: { ...index, upsert } })
    const response = await send('PUT', '/v1/names', { name: 'Nike' })
    expect(response.status).toBe(501)
    expect(await response.json()).toEqual({
      error: { code: 'unsupported', message: 'This catalog is for reading only.' },
    })
    expect(errors).toEqual([])
  })

  it('answers a degraded decision like any other', async () => {
    const { app, errors } = createTestApp({}, (query) => decisionFor(query, { degraded: ['corrector_failed'] }))
    expect((await app.request('/v1/correct?q=x')).status).toBe(200)
    expect(errors).toEqual([])
  })
})

describe('a page of another origin', () => {
  const ask = (made: ReturnType<typeof createTestApp>, path: string, origin: string, method = 'OPTIONS') =>
    made.app.request(path, { method, headers: { origin, 'access-control-request-method': 'POST' } })
  const allowed = (response: Response) => response.headers.get('access-control-allow-origin')
  const shop = 'https://shop.example'

  it('may correct and give feedback where its origin is listed, and nothing else', async () => {
    const made = createTestApp({ corsOrigins: [shop] })
    for (const path of ['/v1/correct', '/v1/feedback']) {
      const preflight = await ask(made, path, shop)
      expect([preflight.status, allowed(preflight)]).toEqual([204, shop])
      expect(preflight.headers.get('access-control-allow-methods')).toBe('GET,POST')
      expect(allowed(await ask(made, path, 'https://other.example'))).toBeNull()
    }
    expect(allowed(await ask(made, '/v1/correct?q=nikee', shop, 'GET'))).toBe(shop)
    for (const path of ['/v1/names', '/v1/labels', '/v1/score']) expect(allowed(await ask(made, path, shop))).toBeNull()
  })

  it('may nothing unless told otherwise', async () => {
    expect(allowed(await ask(createTestApp(), '/v1/correct?q=nikee', shop, 'GET'))).toBeNull()
  })
})
