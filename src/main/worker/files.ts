import type { Fetcher, R2Bucket } from '@cloudflare/workers-types'

/** A file whole, by its place; undefined where there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>

export function assetReader(assets: Pick<Fetcher, 'fetch'>): ReadFile {
  return async (path) => {
    const response = await assets.fetch(`https://assets/${path.split('/').map(encodeURIComponent).join('/')}`)
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`the asset ${path} was answered with ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
}

export function bucketReader(bucket: Pick<R2Bucket, 'get'>): ReadFile {
  return async (path) => {
    const object = await bucket.get(path)
    return object === null ? undefined : new Uint8Array(await object.arrayBuffer())
  }
}
