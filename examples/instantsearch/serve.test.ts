import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { forwardTo } from './serve.ts'

it('forwards a compressed answer as a browser can read it', async () => {
  const server = createServer((request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(`{"asked":"${request.url!}"}`)),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    const forward = forwardTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const answer = await forward(new Request('http://page.example/v1/correct?q=nikee'))
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, null])
    expect(await answer.json()).toEqual({ asked: '/v1/correct?q=nikee' })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
