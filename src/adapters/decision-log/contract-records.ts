import fc from 'fast-check'
import { decisionFor } from '../../speller/testing/decision.ts'
import type { DecisionRecord } from '../../speller/types.ts'
import { anyString } from '../../testing/any-string.ts'

/** A record of a fresh id, with every field filled. */
export function recordFor(query: string, changes: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    ...decisionFor(query),
    at: '2025-03-04T05:06:07.089Z',
    model: 'noisy-channel',
    degraded: ['corrector_timeout'],
    latencyMs: { total: 4.25, retrieve: 0.5, compose: 1.125, correct: 2.5, decide: 0.0625 },
    mode: 'auto',
    locale: 'en-GB',
    k: 8,
    context: ['Nike', 'Nikon'],
    contextDetails: [
      { kind: 'brand', count: 41 },
      { kind: 'line', count: 3 },
    ],
    prompt: 'correct.v1',
    guards: ['digits'],
    previous: ['running'],
    hitCount: 0,
    usage: [{ by: 'openai:m', inputTokens: 70, outputTokens: 4, cost: 0.25 }],
    ...changes,
  }
}

/** UTF-16 as shoppers' software may send it: any code unit, so U+0000, half pairs and escapes among them. */
export const anyText = fc.oneof(
  anyString(),
  fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('\\', 'u', '0', '005c', '\0', '\ud800', '\udc00', "'", '"', '\u2028'))
    .map((parts) => parts.join('')),
)

export const anyRecord: fc.Arbitrary<DecisionRecord> = fc
  .record({
    query: anyText,
    corrected: anyText,
    applied: anyText,
    model: anyText,
    catalog: anyText,
    prompt: anyText,
    texts: fc.array(anyText, { maxLength: 3 }),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
    at: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    hitCount: fc.option(fc.nat(), { nil: undefined }),
    locale: fc.option(anyText, { nil: undefined }),
    isOld: fc.boolean(),
  })
  .map(({ texts, at, hitCount, locale, isOld, ...fields }) => {
    const { hitCount: _hitCount, locale: _locale, contextDetails: _details, usage: _usage, ...filled } = recordFor('')
    return {
      ...filled,
      ...fields,
      at: at.toISOString(),
      context: texts,
      previous: texts,
      degraded: texts,
      guards: texts,
      edits: texts.map((text) => ({ start: 0, end: text.length, from: text, to: text, kind: 'word_break' as const })),
      evidence: texts.map((name) => ({ name, kind: 'line' as const, count: 1, edits: 2 })),
      alternatives: texts.map((text) => ({ text, confidence: fields.confidence })),
      ...(hitCount === undefined ? {} : { hitCount }),
      ...(locale === undefined ? {} : { locale }),
      ...(isOld ? {} : { contextDetails: texts.map((_, count) => ({ kind: 'line' as const, count })) }),
      ...(isOld
        ? {}
        : { usage: texts.map((by, tokens) => ({ by, inputTokens: tokens, outputTokens: 0, cost: tokens / 8 })) }),
    }
  })
