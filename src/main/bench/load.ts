import { timed } from './timing.ts'

export interface LoadAnswers {
  readonly seconds: number
  /** Of each request, in order of the answers. */
  readonly ms: readonly number[]
  readonly bodies: readonly string[]
}

/** Sends the requests over this many connections; each sends its next one when the last is answered. Fails on any answer but 200. */
export async function load(urls: readonly string[], connections: number): Promise<LoadAnswers> {
  const ms: number[] = []
  const bodies: string[] = []
  let next = 0
  const connection = async () => {
    for (let i = next++; i < urls.length; i = next++) {
      const answer = await timed(async () => {
        const response = await fetch(urls[i]!)
        const body = await response.text()
        if (response.status !== 200) throw new Error(`${urls[i]} answers ${response.status}: ${body}`)
        return body
      })
      ms.push(answer.ms)
      bodies.push(answer.result)
    }
  }
  const all = await timed(() => Promise.all(Array.from({ length: connections }, connection)))
  return { seconds: all.ms / 1e3, ms, bodies }
}
