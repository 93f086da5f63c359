import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { openFeed } from '../read-feed.ts'
import { readAll } from '../testing/entries.ts'
import { openHttp, type HttpOptions } from './http.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const quick: HttpOptions = { backOffMs: [1, 1, 1], timeoutMs: 2_000 }
async function download(address: string, options: HttpOptions = quick): Promise<string> {
  const { bytes } = await openHttp(address, options)
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
const tsv = 'id\ttitle\n' + Array.from({ length: 5000 }, (_, i) => `${i}\tTitle ${i}\n`).join('')

describe('openHttp', () => {
  it('streams a feed of any format, packed or not, and says its length where the server does', async () => {
    const packed = gzipSync(tsv)
    const address = await serve((request, response) => {
      if (request.url === '/plain') return void response.end(tsv)
      if (request.url === '/packed.gz') return void response.setHeader('content-length', packed.length).end(packed)
      response.setHeader('content-encoding', 'gzip').setHeader('content-length', packed.length).end(packed)
    })
    for (const [path, total] of [
      ['/packed.gz', packed.length],
      ['/encoded', undefined],
      ['/plain', Buffer.byteLength(tsv)],
    ] as const) {
      const reading = await openFeed(address + path)
      const { products } = await readAll(reading.entries)
      expect([reading.format, products.length, reading.totalBytes]).toEqual(['tsv', 5000, total])
    }
  })

  it.each(['gzip', 'x-gzip'])(
    'fails when what %s packs is cut off, though the answer itself is whole',
    async (encoding) => {
      const packed = gzipSync(tsv)
      const address = await serve((_request, response) => {
        response.setHeader('content-encoding', encoding).end(packed.subarray(0, packed.length - 100))
      })
      await expect(openFeed(address).then(({ entries }) => readAll(entries))).rejects.toThrow(/is damaged or cut off/)
    },
  )

  it('refuses a part of a feed, and a packing that it does not know', async () => {
    const address = await serve((request, response) => {
      if (request.url === '/part') return void response.writeHead(206).end(tsv.slice(0, 1000))
      response.setHeader('content-encoding', 'zstd').end('x')
    })
    await expect(download(`${address}/part`)).rejects.toThrow(/answers 206 Partial Content/)
    await expect(download(`${address}/zstd`)).rejects.toThrow(/is packed as "zstd"/)
  })

  it('does not give user and password to another server, nor follow redirects without end', async () => {
    const seen: (string | undefined)[] = []
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization)
      response.end('feed')
    })
    const address = await serve((request, response) => {
      response.writeHead(302, { location: request.url === '/loop' ? '/loop' : other }).end()
    })
    expect(await download(address.replace('//', '//me:secret@'))).toBe('feed')
    expect(seen).toEqual([undefined])
    await expect(download(`${address}/loop`)).rejects.toThrow(/redirects more than 20 times/)
  })

  it('follows redirects, and names both addresses when the last one refuses', async () => {
    const address = await serve((request, response) => {
      if (request.url === '/old') return void response.writeHead(302, { location: '/new' }).end()
      if (request.url!.startsWith('/lost'))
        return void response.writeHead(301, { location: '/gone?token=secret' }).end()
      if (request.url === '/new') return void response.end('feed')
      response.writeHead(404).end('<h1>no</h1>')
    })
    expect(await download(`${address}/old`)).toBe('feed')
    await expect(download(`${address}/lost?token=secret`)).rejects.toMatchObject({
      code: 'catalog_invalid',
      message: `${address}/lost (redirected to ${address}/gone): the server answers 404 Not Found; check the address`,
    })
  })

  it('sends user and password, and keeps them out of messages', async () => {
    const address = await serve((request, response) => {
      const isKnown = request.headers.authorization === `Basic ${Buffer.from('me:p@ss').toString('base64')}`
      response.writeHead(isKnown ? 200 : 401).end('feed')
    })
    const withUser = (user: string) => address.replace('//', `//${user}@`)
    expect(await download(withUser('me:p%40ss'))).toBe('feed')
    await expect(download(withUser('me:other'))).rejects.toMatchObject({
      message: `${address}: the server answers 401 Unauthorized; give user and password or another address`,
    })
  })

  it('tries again when the server fails or hangs up before the first byte', async () => {
    let requests = 0
    const address = await serve((_request, response) => {
      requests++
      if (requests === 1) response.writeHead(503, { 'retry-after': '0' }).end()
      else if (requests === 2) response.destroy()
      else if (requests === 3) response.writeHead(429).end()
      else response.end('feed')
    })
    expect(await download(address)).toBe('feed')
    expect(requests).toBe(4)
  })

  it('gives up after the last attempt, with status and address', async () => {
    let requests = 0
    const address = await serve((_request, response) => {
      requests++
      response.writeHead(502).end()
    })
    await expect(download(`${address}/feed`)).rejects.toMatchObject({
      code: 'feed_failed',
      message: `${address}/feed: the server answers 502 Bad Gateway; try again later`,
    })
    expect(requests).toBe(4)
  })

  it('fails when the answer breaks off, rather than to take half a feed for the whole, or to ask again', async () => {
    let requests = 0
    const address = await serve((_request, response) => {
      requests++
      response.writeHead(200, { 'content-length': '1000' })
      response.write('id\ttitle\n1\tTea\n')
      setTimeout(() => response.destroy(), 50)
    })
    await expect(openFeed(`${address}/feed`).then(({ entries }) => readAll(entries))).rejects.toMatchObject({
      code: 'feed_failed',
      message: expect.stringMatching(/\/feed: the download broke off after 15 bytes; fetch it again: /) as string,
    })
    expect(requests).toBe(1)
  })

  it.each(['before', 'after'])('does not wait for ever on a server that is silent %s the first byte', async (when) => {
    const address = await serve((_request, response) => {
      if (when === 'after') response.write('x')
    })
    await expect(download(address, { timeoutMs: 80, backOffMs: [1] })).rejects.toThrow(/it is silent for 0\.08 s/)
  })

  it('fails on what is no address and on a closed port', async () => {
    await expect(download('http://[')).rejects.toThrow(/is no address/)
    await expect(download('http://127.0.0.1:9/feed')).rejects.toMatchObject({
      code: 'feed_failed',
      message: expect.stringContaining('http://127.0.0.1:9/feed: cannot be fetched: ') as string,
    })
  })

  it('stops when it is told to, also while it waits for the next attempt', async () => {
    const address = await serve((_request, response) => void response.writeHead(500).end())
    const abort = new AbortController()
    const waiting = download(address, { backOffMs: [60_000], signal: abort.signal })
    setTimeout(() => abort.abort(), 50)
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  })
})
