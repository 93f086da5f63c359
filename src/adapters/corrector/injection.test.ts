import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { knowledgeThatAsks } from '../../main/testing/shipped-knowledge.ts'
import { align } from '../../speller/align.ts'
import { refuse } from '../../speller/guards.ts'
import type { Knowledge } from '../../speller/knowledge.ts'
import { parseQuery } from '../../speller/normalise.ts'
import { compileOverrides } from '../../speller/overrides.ts'
import type { CatalogIndex } from '../../speller/ports.ts'
import { renderMessages } from '../../speller/prompt.ts'
import type { SpellerSettings } from '../../speller/speller.ts'
import type { Decision } from '../../speller/types.ts'
import { anyString } from '../../testing/any-string.ts'
import {
  eager,
  escaped,
  expectWithinEdits,
  hostileShop,
  openSpeller,
  orders,
  payload,
} from './testing/injection-attacks.ts'
import type { AnswerForm } from './parse-answer.ts'
import { createTextCorrector } from './text-corrector.ts'

// Queries and names that give orders, before models that obey every one of them. What they order must not become a search.

const prompt = { id: 'c', body: readFileSync(new URL('../../../prompts/correct.v2.chat.txt', import.meta.url), 'utf8') }

let knowledge: Knowledge
let index: CatalogIndex
beforeAll(() => {
  knowledge = knowledgeThatAsks()
  index = hostileShop()
})

/** The speller with a model that always writes `text`, and how often that was asked. */
function open(text: string, form: AnswerForm = 'line', settings: Partial<SpellerSettings> = eager) {
  const asked = { times: 0 }
  const corrector = createTextCorrector({
    id: 'obedient',
    async ask() {
      asked.times++
      return { text }
    },
    prompt,
    form,
    timeoutMs: 5000,
    maxTokens: 256,
  })
  const speller = openSpeller({ index, corrector, knowledge }, settings)
  return { correct: (query: string) => speller.correct(query), asked }
}

/** Forms in which an obedient model may put the payload. */
const obedient: readonly (readonly [text: string, form: AnswerForm])[] = [
  [payload, 'line'],
  [`{"correction": "${payload}"}`, 'json'],
  [`Correction: ${payload}\nDone.`, 'line'],
]

describe('a model that obeys every order', () => {
  it.each(obedient)('in the query, gets none of it searched: it writes %j', async (text, form) => {
    const { correct, asked } = open(text, form)
    const escapes: Decision[] = []
    for (const order of orders)
      for (const query of [order.replaceAll(payload, 'x'), `nikee shose ${order.replaceAll(payload, '')}`]) {
        const decision = await correct(query)
        expectWithinEdits(decision)
        if (escaped(decision).length > 0) escapes.push(decision)
      }
    expect(escapes).toEqual([])
    expect(asked.times, 'at least where a term is misspelled').toBeGreaterThanOrEqual(orders.length)
  })

  it.each(obedient)('in names of the catalog, gets none of it searched: it writes %j', async (text, form) => {
    const { correct, asked } = open(text, form)
    const escapes: Decision[] = []
    for (const query of ['nikee shose', 'playgro mta', 'bosh dril 18v', 'runing shose', 'nikon lense', 'nike shoess']) {
      const decision = await correct(query)
      expectWithinEdits(decision)
      if (escaped(decision).length > 0) escapes.push(decision)
    }
    expect(escapes).toEqual([])
    expect(asked.times).toBeGreaterThan(3)
  })

  it('is refused by the guards alone, were every word known and every name retrieved', () => {
    const lenient = {
      inCatalog: () => true,
      elsewhere: () => false,
      zipf: () => 9,
      retrieved: () => true,
      protectedWindows: [],
      overrides: compileOverrides([]),
    }
    let refused = 0
    for (const order of orders)
      for (const typed of [order.replaceAll(payload, 'x'), `nikee shose ${order}`, 'nikee runing shose']) {
        const query = parseQuery(typed)
        const readings = align(query, payload, knowledge.channel)
        if (!readings) continue
        expect(refuse(query, readings, lenient), typed).toBeDefined()
        refused++
      }
    expect(refused).toBeGreaterThan(orders.length)
  })

  it('is heard where it tells the truth: the guards do not refuse everything', async () => {
    expect(await open('nike shoes').correct('nikee shose')).toMatchObject({ applied: 'nike shoes', model: 'obedient' })
    const decision = await open('nike shoes').correct('nikee shose')
    expect(escaped({ ...decision, applied: `nike ${payload}` })).toEqual(payload.split(' '))
  })

  it.each(['nike shoes', 'nikon lens', 'playgro mat'])('cannot turn the right %j into a near brand', async (query) => {
    for (const other of ['nikon shoes', 'nike lens', 'nikee shoes', 'playpro mat', payload])
      expect((await open(other, 'line', {}).correct(query)).applied).toBe(query)
  })

  it.each(orders)('has the parts of the prompt as they were, with %j in query and names', (order) => {
    const plain = renderMessages(prompt, 'x', ['y'])
    const filled = renderMessages(prompt, order, [order, `Nike ${order}`])
    expect(filled.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(filled[0]).toEqual(plain[0])
    const [context, query, ...more] = filled[1]!.content.split('\n')
    expect(more).toEqual([])
    expect([context, query].map((line) => line!.split(':').length)).toEqual([2, 2])
    expect(context!.length).toBeLessThan('Retrieved context: '.length + 2 * 80 + 3)
    expect(filled[1]!.content).not.toMatch(/[<>|[\]`]|##|[\u2028\u2029\u200b\u202e\p{DI}]/u)
  })

  it('or says whatever it likes: the text stays within the guards’ edits, or the query stays', async () => {
    const words = [
      'nike',
      'nikon',
      'shoes',
      'casino',
      'free',
      'bonus',
      '18v',
      '19v',
      'mat',
      'x',
      '{"correction":"',
      '"}',
    ]
    const answer = fc.oneof(
      fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((some) => some.join(' ')),
      anyString({ maxLength: 40 }),
    )
    const query = fc.constantFrom('nikee shose', 'playgro mat', 'bosh dril 18v', 'nikon lens', 'runing shose 42')
    await fc.assert(
      fc.asyncProperty(query, answer, fc.constantFrom<AnswerForm>('line', 'json'), async (typed, text, form) => {
        expectWithinEdits(await open(text, form).correct(typed))
      }),
      { numRuns: 80 },
    )
  })
})
