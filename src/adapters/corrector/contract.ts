import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SpellerError } from '../../speller/errors.ts'
import { normalise } from '../../speller/normalise.ts'
import type { CorrectionRequest, Corrector, Suggestion } from '../../speller/ports.ts'
import type { Name } from '../../speller/types.ts'

const brand = (text: string, count: number): Name => ({ text, form: normalise(text), kind: 'brand', count })
const term = (text: string, count: number): Name => ({ text, form: normalise(text), kind: 'term', count })

const request = (query: string, rest: Partial<CorrectionRequest> = {}): CorrectionRequest => ({
  query,
  context: [],
  drafts: [query],
  previous: [],
  ...rest,
})

const full = request('nikee runing shose', {
  context: [brand('Nike', 120), term('running', 900), term('shoes', 40_000), brand('Nikon', 30)],
  drafts: ['nike running shoes', 'nikon running shoes', 'nikee runing shose', 'nike running shore'],
  previous: ['nike', 'adidas samba'],
})

const requests: Readonly<Record<string, CorrectionRequest>> = {
  'names, drafts and earlier queries': full,
  'no names and no draft but the query': request('hygeeni wipes'),
  'no drafts': request('wipes', { drafts: [] }),
  unicode: request('кофе 咖啡 creme', {
    context: [brand('Nestlé コーヒー', 7), { text: '😀', form: '😀', kind: 'phrase', count: 1 }],
    drafts: ['кофе 咖啡 creme', 'кофе 咖啡 crema'],
  }),
  'one letter': request('a', { drafts: ['a', 'b'] }),
  'a name that is longer than any query': request('lamp', { context: [term('lamp '.repeat(60).trim(), 1)] }),
  'sixteen names and more': request('lamp', {
    context: Array.from({ length: 24 }, (_, i) => brand(`Lamp ${i}`, 4 ** i)),
  }),
  'a draft that is longer than any query': request('lamp', { drafts: ['lamp', 'lamp '.repeat(60).trim()] }),
}

export interface CorrectorContractOptions {
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[]
}

/** What every corrector must hold. `open` gives a fresh, unshared one, of any skill. */
export function describeCorrector(
  label: string,
  open: () => Promise<Corrector>,
  { skip = [] }: CorrectorContractOptions = {},
): void {
  describe(`${label} as a corrector`, () => {
    let corrector: Corrector
    beforeAll(async () => {
      corrector = await open()
    })
    afterAll(() => corrector.close())

    const test = (name: string, run: () => Promise<void>) => {
      const skipped = skip.find(({ tests }) => tests.includes(name))
      if (skipped) it.skip(`${name} (${skipped.reason})`, run)
      else it(name, run)
    }

    test('has an id of one line', async () => {
      expect(corrector.id).toMatch(/^\S.*$/u)
    })

    for (const [name, asked] of Object.entries(requests)) {
      test(`answers ${name}`, async () => {
        const before = structuredClone(asked)
        expectWellFormed(asked, await corrector.correct(deepFrozen(asked)))
        expect(asked).toEqual(before)
      })
    }

    test('answers or refuses a query of more than 80 bytes', async () => {
      const asked = request('wonderful lamp '.repeat(20).trim())
      const answer = await corrector.correct(asked).catch((error: unknown) => error)
      if (answer instanceof Error) expectFailure(answer)
      else expectWellFormed(asked, answer as readonly Suggestion[])
    })

    test('gives equal answers to equal requests', async () => {
      const first = await corrector.correct(full)
      expect(await corrector.correct(structuredClone(full))).toEqual(first)
    })

    test('gives concurrent requests the answers of sequential ones', async () => {
      const all = [...Object.values(requests), ...Object.values(requests)]
      const sequential: (readonly Suggestion[])[] = []
      for (const asked of all) sequential.push(await corrector.correct(asked))
      expect(await Promise.all(all.map((asked) => corrector.correct(asked)))).toEqual(sequential)
    })

    test('fails with a SpellerError when the signal is already aborted, and works on', async () => {
      expectFailure(await corrector.correct(full, AbortSignal.abort()).catch((error: unknown) => error))
      expectWellFormed(full, await corrector.correct(full))
    })

    test('answers under a signal that is never aborted', async () => {
      const answer = await corrector.correct(full, new AbortController().signal)
      expect(answer).toEqual(await corrector.correct(full))
    })

    // the last one, since opening another would take longer than all of the above
    test('fails with a SpellerError once closed, and closes twice', async () => {
      expectWellFormed(full, await corrector.correct(full))
      await corrector.close()
      await corrector.close()
      expectFailure(await corrector.correct(full).catch((error: unknown) => error))
    })
  })
}

function expectFailure(error: unknown): void {
  expect(error).toBeInstanceOf(SpellerError)
  expect(['corrector_failed', 'corrector_timeout']).toContain((error as SpellerError).code)
}

function expectWellFormed(asked: CorrectionRequest, answer: readonly Suggestion[]): void {
  const own = answer.filter(({ source }) => source === 'greedy')
  const scored = answer.filter(({ source }) => source === 'draft')
  expect(answer, 'own answer first').toEqual([...own, ...scored])
  expect(own.length, 'own answers').toBeLessThanOrEqual(1)
  expect(own.length + asked.drafts.length, 'an answer').toBeGreaterThan(0)
  const sources = answer.map(({ by, isSecondChoice }) => `${by} ${isSecondChoice}`)
  expect(new Set(sources).size, 'correctors that one answer comes from').toBe(1)
  if (scored.length > 0) expect(scored.map(({ text }) => text)).toEqual(asked.drafts)
  for (const { text, logProbability } of answer) {
    expect(text).not.toBe('')
    expect(normalise(text)).toBe(text)
    if (logProbability === undefined) continue
    expect(Number.isFinite(logProbability)).toBe(true)
    expect(logProbability).toBeLessThanOrEqual(0)
  }
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFrozen)
  return value
}
