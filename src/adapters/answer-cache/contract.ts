import { describe, expect, it } from 'vitest'
import type { AnswerCache } from '../../speller/ports.ts'
import { decisionFor } from '../../speller/testing/decision.ts'
import type { DecisionRecord } from '../../speller/types.ts'

/** A whole record, with every field that may be absent. */
export function recordFor(query: string): DecisionRecord {
  return {
    ...decisionFor(query),
    id: '4c2d1e8a-0000-4000-8000-000000000000',
    alternatives: [{ text: 'nikon "shoes" \u2028 \u{1F45F}', confidence: 0.02 }],
    at: '2026-01-02T03:04:05.006Z',
    mode: 'auto',
    locale: 'en-GB',
    k: 8,
    context: ['Nike'],
    contextDetails: [{ kind: 'brand', count: 41 }],
    prompt: '',
    guards: [],
    previous: ['puma'],
    hitCount: 3,
  }
}

/** What every answer cache does. `open` gives an empty one. */
export function describeAnswerCache(label: string, open: () => Promise<AnswerCache> | AnswerCache): void {
  describe(`answer cache: ${label}`, () => {
    it('gives back what was put, and nothing under another key', async () => {
      const cache = await open()
      const [first, second] = [recordFor('nikee shoes'), recordFor('nikee \0 shoes')]
      expect(await cache.get('["a"]')).toBeUndefined()
      await cache.put('["a"]', first)
      await cache.put('["b"]', second)
      expect(await cache.get('["a"]')).toEqual(first)
      expect(await cache.get('["b"]')).toEqual(second)
      expect(await cache.get('["A"]')).toBeUndefined()
    })

    it('takes keys of any length and any characters', async () => {
      const cache = await open()
      const keys = ['', ' ', '/../?#', 'schuhe für läufer 👟', 'x'.repeat(20_000), `${'x'.repeat(19_999)}y`]
      for (const key of keys) await cache.put(key, recordFor(key))
      for (const key of keys) expect((await cache.get(key))?.query).toBe(key)
    })

    it('keeps the last of several under one key', async () => {
      const cache = await open()
      await cache.put('key', recordFor('first'))
      await cache.put('key', recordFor('second'))
      expect((await cache.get('key'))?.query).toBe('second')
    })
  })
}
