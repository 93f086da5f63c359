import { describe, expect, it } from 'vitest'
import { withErrorMessage } from './error-body.ts'

const failed = (body: unknown, status = 422) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { 'content-length': '7', 'retry-after': '3' },
  })

describe('withErrorMessage', () => {
  it.each([
    // FastAPI's own, of a request that its schema refuses
    [
      {
        detail: [
          { type: 'missing', loc: ['body', 'model'], msg: 'Field required', input: {} },
          { type: 'int_type', loc: ['body', 'stop', 0], msg: 'Input should be a valid integer' },
        ],
      },
      'body.model: Field required; body.stop.0: Input should be a valid integer',
    ],
    [{ detail: 'Model not found:\n  tiny' }, 'Model not found: tiny'],
    // older vLLM
    [{ object: 'error', message: 'The model `x` does not exist.', code: 404 }, 'The model `x` does not exist.'],
    [{ error: 'model "x" not found' }, 'model "x" not found'],
  ])('gives %j the form of the protocol', async (body, message) => {
    const response = await withErrorMessage(failed(body))
    expect(response.status).toBe(422)
    expect(response.headers.get('content-length')).toBeNull()
    expect(response.headers.get('retry-after')).toBe('3')
    expect(await response.json()).toEqual({ error: { message } })
  })

  it('cuts a long one, and keeps what else the error says', async () => {
    const response = await withErrorMessage(failed({ error: { message: 'no '.repeat(1000), code: 'x' } }))
    const { error } = (await response.json()) as { error: { message: string; code: string } }
    expect(error.message).toHaveLength(300)
    expect(error.message.endsWith('…')).toBe(true)
    expect(error.code).toBe('x')
  })

  it.each(['', 'Bad Gateway', '{}', '{"detail":{"a":1}}', '{"detail":[]}', 'null'])('leaves %j', async (body) => {
    expect(await (await withErrorMessage(failed(body, 502))).text()).toBe(body)
  })

  it('leaves an answer', async () => {
    const response = new Response('{"detail":"nike shoes"}')
    expect(await withErrorMessage(response)).toBe(response)
  })
})
