import { describe, expect, it } from 'vitest'
import { createTestApp } from './testing.ts'

describe('PUT /v1/names', () => {
  it('adds one name, a brand of one product unless told otherwise', async () => {
    const { send, names } = createTestApp()
    const response = await send('PUT', '/v1/names', { name: ' Hygééni ' })
    expect(response.status).toBe(200)
    const stored = { text: 'Hygééni', form: 'hygeeni', kind: 'brand', count: 1 }
    expect(await response.json()).toEqual({ names: [stored] })
    expect(names()).toEqual([stored])
  })

  it('stores what a name looks like, and protects it, whatever was pasted with it', async () => {
    const { send, names } = createTestApp()
    await send('PUT', '/v1/names', { name: '\u200fHygee\u200bni\u00a0\nCo\u00ad\ufeff' })
    expect(names()).toEqual([{ text: 'Hygeeni Co', form: 'hygeeni co', kind: 'brand', count: 1 }])
  })

  it('adds several names, each with its own kind, count and locale', async () => {
    const { send, names } = createTestApp()
    const given = [{ name: "Levi's", kind: 'line', count: 12, locale: 'en-us' }, { name: 'Red Bull' }]
    expect((await send('PUT', '/v1/names', { names: given })).status).toBe(200)
    expect(names()).toEqual([
      { text: "Levi's", form: 'levis', kind: 'line', count: 12, locale: 'en-US' },
      { text: 'Red Bull', form: 'red bull', kind: 'brand', count: 1 },
    ])
  })

  it.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: '!!!' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ name: 'x', kind: 'colour' }, 'kind'],
    [{ name: 'x', count: 0 }, 'count'],
    [{ name: 'x', locale: '??' }, 'locale'],
    [{ names: [{ name: 'x', locale: 'german' }] }, 'names.0.locale'],
    [{ name: 'x', form: 'y' }, 'form'],
    [{ names: [] }, 'names'],
    [{ names: [{ name: 'a' }, { name: '--' }] }, 'names.1.name'],
    [{ names: [{ name: 'a', kind: 'colour' }] }, 'names.0.kind'],
    [{ names: [{ name: 'a' }], count: 2 }, 'count'],
    [{ names: Array.from({ length: 101 }, () => ({ name: 'a' })) }, 'names'],
  ])('refuses %j, names the field %s, and stores nothing', async (body, field) => {
    const { send, names } = createTestApp()
    const response = await send('PUT', '/v1/names', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', field } })
    expect(names()).toEqual([])
  })
})

describe('GET /v1/names', () => {
  it('lists what was added and removed, page by page, each once', async () => {
    const { send } = createTestApp()
    const names = [{ name: 'Zorb', locale: 'de' }, { name: 'Zorb', kind: 'line', count: 3 }, { name: 'Abo' }]
    await send('PUT', '/v1/names', { names: [...names, { name: 'Velbo' }, { name: 'Nike' }] })
    await send('DELETE', '/v1/names?name=velbo&name=nike')
    const whole = {
      added: [
        { text: 'Abo', form: 'abo', kind: 'brand', count: 1 },
        { text: 'Zorb', form: 'zorb', kind: 'line', count: 3 },
        { text: 'Zorb', form: 'zorb', kind: 'brand', count: 1, locale: 'de' },
      ],
      removed: ['nike', 'velbo'],
    }
    expect(await (await send('GET', '/v1/names')).json()).toEqual(whole)
    for (const limit of [1, 2, 3, 4]) {
      const pages: { added: unknown[]; removed: unknown[]; next?: string }[] = []
      do {
        const after = pages.at(-1)?.next
        const search = after === undefined ? '' : `&after=${encodeURIComponent(after)}`
        pages.push((await (await send('GET', `/v1/names?limit=${limit}${search}`)).json()) as (typeof pages)[number])
      } while (pages.at(-1)!.next !== undefined)
      expect(pages).toHaveLength(Math.ceil(5 / limit))
      expect(pages.flatMap(({ added }) => added)).toEqual(whole.added)
      expect(pages.flatMap(({ removed }) => removed)).toEqual(whole.removed)
    }
  })

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?limit=x', 'limit'],
    ['?locale=de', 'locale'],
  ])('refuses "%s", and names the field %s', async (search, field) => {
    const response = await createTestApp().send('GET', `/v1/names${search}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', field } })
  })
})

describe('DELETE /v1/names', () => {
  it('removes names by their normalised form, in every locale', async () => {
    const { send, names } = createTestApp()
    const given = [{ name: 'Nike' }, { name: 'Nike', locale: 'de' }, { name: 'Puma' }, { name: 'Red Bull' }]
    await send('PUT', '/v1/names', { names: given })
    const response = await send('DELETE', '/v1/names?name=NIKE&name=red-bull')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ forms: ['nike', 'red bull'] })
    expect(names().map(({ text }) => text)).toEqual(['Puma'])
  })

  it.each([
    ['', 'name'],
    ['?name=', 'name'],
    ['?name=!!', 'name'],
    ['?name=nike&locale=de', 'locale'],
  ])('refuses "%s", names the field %s, and removes nothing', async (search, field) => {
    const { send, names } = createTestApp()
    await send('PUT', '/v1/names', { name: 'Nike' })
    const response = await send('DELETE', `/v1/names${search}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', field } })
    expect(names()).toHaveLength(1)
  })

  it('says how names are given where there is none', async () => {
    const response = await createTestApp().send('DELETE', '/v1/names')
    expect(await response.json()).toMatchObject({ error: { message: 'Say which names to remove: ?name=…' } })
  })
})

describe('the bearer token', () => {
  it.each([
    ['PUT', undefined],
    ['PUT', 'Bearer wrong'],
    ['PUT', 'Bearer token-'],
    ['PUT', 'Basic token-1'],
    ['DELETE', undefined],
    ['GET', undefined],
    ['GET', 'Bearer wrong'],
    ['DELETE', 'Bearer '],
  ])('refuses %s with authorization %s', async (method, authorization) => {
    const { send, names } = createTestApp({ apiToken: 'token-1' })
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
    const body = method === 'PUT' ? { name: 'Nike' } : undefined
    const response = await send(method, '/v1/names?name=nike', body, headers)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } })
    expect(names()).toEqual([])
  })

  it('lets the right token change names, and everybody read', async () => {
    const { send, names } = createTestApp({ apiToken: 'token-1' })
    const headers = { authorization: 'Bearer token-1' }
    expect((await send('PUT', '/v1/names', { name: 'Nike' }, headers)).status).toBe(200)
    expect((await send('GET', '/v1/correct?q=x')).status).toBe(200)
    expect((await send('DELETE', '/v1/names?name=nike', undefined, headers)).status).toBe(200)
    expect(names()).toEqual([])
  })
})

describe('GET /v1/catalog', () => {
  it('answers with the live generation', async () => {
    const { send } = createTestApp()
    await send('PUT', '/v1/names', { name: 'Nike' })
    const response = await send('GET', '/v1/catalog')
    expect(await response.json()).toEqual({ id: 'generation-1', names: 1, bigrams: 7, products: 3 })
  })
})
