import { describe, expect, it } from 'vitest'
import type { Client, Correction, FeedbackKind } from 'querymend/client'
import { withQuerymend } from './search-client.ts'

interface Asked {
  readonly indexName: string
  readonly params?: { readonly query?: string; readonly page?: number }
}

const decided = (query: string, verdict: 'keep' | 'suggest' | 'rewrite', corrected: string): Correction => {
  const applied = verdict === 'rewrite' ? corrected : query
  const decision = { id: `id of ${query}`, query, verdict, corrected, applied }
  return {
    query,
    applied,
    ...(verdict === 'suggest' ? { suggested: corrected } : {}),
    decision: decision as NonNullable<Correction['decision']>,
  }
}

function open(answers: Record<string, Correction>, hits: Record<string, number> = {}) {
  const asked: string[] = []
  const told: [string, FeedbackKind][] = []
  const searched: (readonly Asked[])[] = []
  const querymend: Client = {
    correct: async (query) => (asked.push(query), answers[query] ?? { query, applied: query }),
    feedback: async (id, kind) => (told.push([id, kind]), true),
  }
  const engine = {
    appId: 'app',
    async search(requests: readonly Asked[]) {
      searched.push(requests)
      return { results: requests.map(({ params }) => ({ hits: [], nbHits: hits[params?.query ?? ''] ?? 3 })), took: 1 }
    },
  }
  return { ...withQuerymend(engine, querymend), asked, told, searched }
}
const request = (query: string, page = 0): Asked => ({ indexName: 'products', params: { query, page } })

describe('withQuerymend', () => {
  const rewrite = decided('nikee', 'rewrite', 'nike')

  it('searches the correction of a rewrite, and hands it to the page', async () => {
    const { searchClient, searched } = open({ nikee: rewrite })
    expect(await searchClient.search([request('nikee', 2)])).toEqual({
      results: [{ hits: [], nbHits: 3, querymend: rewrite }],
      took: 1,
    })
    expect(searched).toEqual([[request('nike', 2)]])
    expect(searchClient.appId).toBe('app')
  })

  it('keeps what else a search client of a class can do', async () => {
    class Engine {
      #key = 'key'
      cache = 0
      async search(_requests: readonly Asked[]) {
        return { results: [] }
      }
      searchForFacetValues(facet: string) {
        return `${facet} by ${this.#key}`
      }
      get appId() {
        return `app of ${this.#key}`
      }
      clearCache() {
        this.cache++
      }
    }
    const engine = new Engine()
    const querymend: Client = { correct: async (query) => ({ query, applied: query }), feedback: async () => true }
    const { searchClient } = withQuerymend(engine, querymend)
    expect([searchClient.searchForFacetValues('brand'), searchClient.appId]).toEqual(['brand by key', 'app of key'])
    searchClient.clearCache()
    expect([engine.cache, searchClient.cache]).toEqual([1, 1])
    expect(await searchClient.search([request('nikee')])).toEqual({ results: [] })
  })

  it('searches as typed by a suggestion, and without an answer', async () => {
    const suggestion = decided('nikon', 'suggest', 'nike')
    const { searchClient, searched } = open({ nikon: suggestion })
    const { results } = await searchClient.search([request('nikon'), request('x'), { indexName: 'facets' }])
    expect(results.map((result) => (result as { querymend?: Correction }).querymend)).toEqual([
      suggestion,
      undefined,
      undefined,
    ])
    expect(searched).toEqual([[request('nikon'), request('x'), { indexName: 'facets' }]])
  })

  it('asks once for a query of several requests and pages, but again after no answer', async () => {
    const { searchClient, asked } = open({ nikee: rewrite })
    await searchClient.search([request('nikee'), request('nikee')])
    await searchClient.search([request('nikee', 1)])
    expect(asked).toEqual(['nikee'])
    await searchClient.search([request('x')])
    await searchClient.search([request('x')])
    expect(asked).toEqual(['nikee', 'x', 'x'])
  })

  it('leaves a query alone that the shopper wants as typed', async () => {
    const { searchClient, corrections, searched } = open({ nikee: rewrite })
    await searchClient.search([request('nikee')])
    corrections.keep('nikee')
    const { results } = await searchClient.search([request('nikee')])
    expect(searched[1]).toEqual([request('nikee')])
    expect(results[0]).not.toHaveProperty('querymend')
  })

  it('tells once that a rewrite found nothing', async () => {
    const answers = { nikee: rewrite, x: decided('x', 'keep', 'x') }
    const { searchClient, told } = open(answers, { nike: 0, x: 0 })
    await searchClient.search([request('nikee'), request('nikee'), request('x')])
    await searchClient.search([request('nikee', 1)])
    expect(told).toEqual([['id of nikee', 'no_results']])
  })

  it('fails as the search engine does', async () => {
    const engine = {
      search: (_: readonly Asked[]): Promise<{ results: object[] }> => Promise.reject(new Error('engine down')),
    }
    const querymend: Client = { correct: async (query) => ({ query, applied: query }), feedback: async () => true }
    await expect(withQuerymend(engine, querymend).searchClient.search([])).rejects.toThrow('engine down')
  })
})
