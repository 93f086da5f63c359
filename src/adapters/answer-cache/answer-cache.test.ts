import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type HttpCache, openCacheApi } from './cache-api.ts'
import { describeAnswerCache, recordFor } from './contract.ts'
import { openKvCache } from './kv.ts'
import { createMemoryCache } from './memory.ts'

const noError = (error: unknown) => {
  throw error
}

function fakeCache() {
  const kept = new Map<string, Response>()
  const cache: HttpCache = {
    match: async (request) => kept.get(request)?.clone(),
    put: async (request, response) => void kept.set(request, response),
  }
  return { kept, cache }
}

function fakeNamespace() {
  const kept = new Map<string, string>()
  const lifetimes: number[] = []
  return {
    lifetimes,
    get: async (key: string) => kept.get(key) ?? null,
    async put(key: string, value: string, { expirationTtl }: { readonly expirationTtl: number }) {
      // KV refuses longer keys
      expect(new TextEncoder().encode(key).length).toBeLessThanOrEqual(512)
      kept.set(key, value)
      lifetimes.push(expirationTtl)
    },
  }
}

describeAnswerCache('memory', () => createMemoryCache())
describeAnswerCache('Cache API', () => openCacheApi({ cache: fakeCache().cache, seconds: 60, onError: noError }))
describeAnswerCache('KV', () => openKvCache({ namespace: fakeNamespace(), seconds: 60, onError: noError }))

describe('createMemoryCache', () => {
  it('forgets the oldest', async () => {
    const cache = createMemoryCache(2)
    for (const key of ['a', 'b', 'a', 'c']) await cache.put(key, recordFor(key))
    expect([await cache.get('a'), await cache.get('b')]).toMatchObject([{ query: 'a' }, undefined])
  })
})

describe('createMemoryCache, by time', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  it('keeps an answer for as long as is said with it', async () => {
    const cache = createMemoryCache()
    await cache.put('key', recordFor('nikee'), 60)
    vi.advanceTimersByTime(59_999)
    expect(await cache.get('key')).toBeDefined()
    vi.advanceTimersByTime(1)
    expect(await cache.get('key')).toBeUndefined()
  })
})

describe('openCacheApi', () => {
  it('says how long an answer is good, under an address that holds no text of the shopper', async () => {
    const { cache, kept } = fakeCache()
    await openCacheApi({ cache, seconds: 90, onError: noError }).put('nikee', recordFor('nikee'))
    const [[address, response]] = [...kept] as [[string, Response]]
    expect(address).toMatch(/^https:\/\/querymend\.invalid\/answers\/[0-9a-f]{64}$/)
    expect(response.headers.get('cache-control')).toBe('max-age=90')
  })

  it('keeps no answer for longer than is said with it, nor than others', async () => {
    const { cache, kept } = fakeCache()
    const answers = openCacheApi({ cache, seconds: 90, onError: noError })
    await answers.put('short', recordFor('nikee'), 60)
    await answers.put('long', recordFor('nikee'), 600)
    const ages = [...kept.values()].map(({ headers }) => headers.get('cache-control'))
    expect(ages).toEqual(['max-age=60', 'max-age=90'])
  })
})

describe('openKvCache', () => {
  it('asks for no less than the 60 seconds that KV takes', async () => {
    const namespace = fakeNamespace()
    await openKvCache({ namespace, seconds: 10, onError: noError }).put('key', recordFor('nikee'))
    await openKvCache({ namespace, seconds: 3600, onError: noError }).put('key', recordFor('nikee'))
    expect(namespace.lifetimes).toEqual([60, 3600])
  })

  it('keeps no answer for longer than is said with it, nor than others', async () => {
    const namespace = fakeNamespace()
    const answers = openKvCache({ namespace, seconds: 3600, onError: noError })
    for (const most of [30, 90, 7200]) await answers.put('key', recordFor('nikee'), most)
    expect(namespace.lifetimes).toEqual([60, 90, 3600])
  })
})

describe('a cache that fails', () => {
  it.each([
    ['on reading', { match: () => Promise.reject(new Error('down')), put: async () => undefined }],
    ['on writing', { match: async () => undefined, put: () => Promise.reject(new Error('down')) }],
    ['by giving something else', { match: async () => new Response('<html>'), put: async () => undefined }],
  ] satisfies [string, HttpCache][])('%s is told of, and is a miss', async (_, cache) => {
    const errors: unknown[] = []
    const answers = openCacheApi({ cache, seconds: 60, onError: (error) => errors.push(error) })
    await answers.put('key', recordFor('nikee'))
    expect(await answers.get('key')).toBeUndefined()
    expect(errors).toHaveLength(1)
  })
})
