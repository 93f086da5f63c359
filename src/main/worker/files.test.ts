import { describe, expect, it } from 'vitest'
import type { Bindings } from './bindings.ts'
import { environmentOf } from './bindings.ts'
import { assetReader, bucketReader } from './files.ts'

describe('assetReader', () => {
  const assets = (status: number) => ({
    fetch: async (address: string) => new Response(new URL(address).pathname, { status }),
  })
  const reader = (status: number) => assetReader(assets(status) as unknown as Bindings['ASSETS'])

  it('gives the bytes of a file, nothing for one that is not there, and fails otherwise', async () => {
    expect(new TextDecoder().decode(await reader(200)('models/a b?.json'))).toBe('/models/a%20b%3F.json')
    expect(await reader(404)('models/x')).toBeUndefined()
    await expect(reader(500)('models/x')).rejects.toThrow('models/x was answered with 500')
  })
})

describe('bucketReader', () => {
  it('gives the bytes of an object, and nothing for one that is not there', async () => {
    const object = { arrayBuffer: async () => Uint8Array.of(1, 2).buffer }
    const bucket = { get: async (key: string) => (key === 'a/b' ? object : null) }
    const read = bucketReader(bucket as unknown as NonNullable<Bindings['SHOP']>)
    expect([await read('a/b'), await read('a')]).toEqual([Uint8Array.of(1, 2), undefined])
  })
})

describe('environmentOf', () => {
  it('takes variables and secrets, and the database of Hyperdrive before the variable', () => {
    const bindings = { ASSETS: {}, API_TOKEN: 'token', DATABASE_URL: 'postgres://variable' }
    expect(environmentOf(bindings as unknown as Bindings)).toEqual({
      API_TOKEN: 'token',
      DATABASE_URL: 'postgres://variable',
    })
    const HYPERDRIVE = { connectionString: 'postgres://pooled' }
    expect(environmentOf({ ...bindings, HYPERDRIVE } as unknown as Bindings)).toEqual({
      API_TOKEN: 'token',
      DATABASE_URL: 'postgres://pooled',
    })
  })
})
