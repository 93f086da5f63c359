import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerMalformedRequests } from './malformed-requests.ts'

let server: Server
beforeEach(async () => {
  server = createServer({ maxHeaderSize: 1024 }, (_request, response) => response.end('ok'))
  answerMalformedRequests(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

function send(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    socket.write(request)
  })
}

describe('answerMalformedRequests', () => {
  it.each([
    ['a space in the address', 'DELETE /v1/names?name=red bull HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'malformed_request'],
    ['what is no HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
    ['headers without end', `GET /${'x'.repeat(2000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'headers_too_large'],
  ])('answers %s as JSON', async (_what, request, status, code) => {
    const [head = '', body = ''] = (await send(request)).split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`)
    expect(JSON.parse(body)).toMatchObject({ error: { code, message: expect.any(String) as string } })
  })

  it('leaves requests alone', async () => {
    expect(await send('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK[^]*ok/)
  })
})
