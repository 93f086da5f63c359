import { describe, expect, it, vi } from 'vitest'
import { SpellerError, Unanswerable } from '../../speller/errors.ts'
import type { CorrectionRequest, Corrector } from '../../speller/ports.ts'
import { describeCorrector } from './contract.ts'
import { createFallbackCorrector, type FallbackOptions, type Step } from './fallback.ts'
import { createScriptedCorrector, type Script } from './scripted.ts'

const request: CorrectionRequest = { query: 'shose', context: [], drafts: ['shose', 'shoes'], previous: [] }
const breaker = { failuresInRow: 2, window: 10, failureShare: 0.5, pauseMs: 1000 }
const says = (text: string) => (): readonly { text: string; source: 'greedy' }[] => [{ text, source: 'greedy' }]
const fails =
  (message = 'down') =>
  () =>
    Promise.reject(new SpellerError('corrector_failed', message))
const hangs = () => new Promise<never>(() => {})

const step = (name: string, script: Script, more: Partial<Step> = {}): Step => ({
  name,
  corrector: createScriptedCorrector(script, `${name}-model`),
  timeoutMs: 5000,
  breaker,
  ...more,
})

function chain(steps: readonly Step[], more: Partial<FallbackOptions> = {}) {
  const clock = { ms: 0 }
  const fallbacks: string[] = []
  const changes: string[] = []
  const corrector = createFallbackCorrector(steps, {
    timeoutMs: 10_000,
    now: () => clock.ms,
    onFallback: (error) => fallbacks.push(error.message),
    onState: (name, state) => changes.push(`${name} ${state}`),
    ...more,
  })
  return { corrector, clock, fallbacks, changes }
}

const table = { 'nikee runing shose': 'nike running shoes' }
describeCorrector('a chain of one', async () => chain([step('only', table)]).corrector)
describeCorrector(
  'a chain whose first step is down',
  async () => chain([step('a', fails()), step('b', table)]).corrector,
)

describe('createFallbackCorrector', () => {
  it('gives the first answer, and says whose it is where there is a choice', async () => {
    const { corrector } = chain([step('a', says('shoes')), step('b', says('shore'))])
    expect(corrector.id).toBe('a-model > b-model')
    expect(await corrector.correct(request)).toEqual([{ text: 'shoes', source: 'greedy', by: 'a-model' }])
    const { corrector: alone } = chain([step('a', says('shoes'))])
    expect(alone.id).toBe('a-model')
    expect(await alone.correct(request)).toEqual([{ text: 'shoes', source: 'greedy' }])
  })

  it.each<[string, Script]>([
    ['fails', fails()],
    ['answers nothing', () => []],
  ])('asks the next one where a step %s', async (_, script) => {
    const { corrector, fallbacks } = chain([step('a', script), step('b', says('shoes'))])
    expect(await corrector.correct(request)).toEqual([
      { text: 'shoes', source: 'greedy', by: 'b-model', isSecondChoice: true },
    ])
    expect(fallbacks).toHaveLength(1)
    expect(corrector.status()).toMatchObject([
      { step: 'a', id: 'a-model', state: 'closed', answered: 0, failed: 1, skipped: 0 },
      { step: 'b', answered: 1, failed: 0 },
    ])
  })

  it('calls off a step that is late, and asks the next one', async () => {
    let signal: AbortSignal | undefined
    const slow: Corrector = {
      id: 'slow',
      correct: (_, own) => ((signal = own), hangs()),
      close: async () => {},
    }
    const late = { name: 'a', corrector: slow, timeoutMs: 10 }
    const { corrector, fallbacks } = chain([late, step('b', says('shoes'))])
    expect(await corrector.correct(request)).toMatchObject([{ by: 'b-model' }])
    expect(signal?.aborted).toBe(true)
    expect(fallbacks).toEqual(['a gave no answer within 10 ms'])
  })

  it('gives a later step what is left of the whole time, and fails when nothing is', async () => {
    const hangsUntil = (ms: number) => () => {
      clock.ms = ms
      return new Promise<never>(() => {})
    }
    const steps = [
      step('a', () => hangsUntil(30)(), { timeoutMs: 30 }),
      step('b', () => hangsUntil(40)(), { timeoutMs: 30 }),
      step('c', says('shoes')),
    ]
    const { corrector, clock } = chain(steps, { timeoutMs: 40 })
    await expect(corrector.correct(request)).rejects.toMatchObject({ code: 'corrector_timeout' })
    // b was cut short, which is not its fault
    expect(corrector.status()).toMatchObject([{ failed: 1 }, { failed: 0 }, { answered: 0 }])
  })

  it('leaves a last step alone that hangs, though the clock took a little of its time', async () => {
    const ticking = { now: () => (clock.ms += 0.01) }
    const steps = [step('a', fails()), step('b', hangs, { timeoutMs: 20 })]
    const { corrector, clock } = chain(steps, { timeoutMs: 20, ...ticking })
    const alone = chain([steps[1]!], { timeoutMs: 20, ...ticking }).corrector
    for (const asked of [corrector, alone]) {
      for (let n = 0; n < 3; n++)
        await expect(asked.correct(request)).rejects.toMatchObject({ code: expect.any(String) as string })
      expect(asked.status().at(-1)).toMatchObject({ state: 'open', failed: 2, skipped: 1 })
    }
  })

  it('says of every step why none answered', async () => {
    const { corrector } = chain([step('a', fails('no key')), step('b', hangs, { timeoutMs: 5 })])
    await expect(corrector.correct(request)).rejects.toMatchObject({
      code: 'corrector_timeout',
      message: 'no corrector answered: no key; b gave no answer within 5 ms',
    })
  })

  it('leaves a step alone that failed repeatedly, and asks it again after the pause', async () => {
    const script = vi.fn<() => Promise<never> | ReturnType<ReturnType<typeof says>>>(fails())
    const { corrector, clock, changes, fallbacks } = chain([step('a', script), step('b', says('shore'))])
    const by = async () => (await corrector.correct(request))[0]!.by
    await by()
    await by()
    expect(await by()).toBe('b-model')
    expect(script).toHaveBeenCalledTimes(2)
    expect(fallbacks).toHaveLength(2)
    expect(corrector.status()[0]).toMatchObject({ state: 'open', failed: 2, skipped: 1 })
    clock.ms = 1000
    script.mockImplementation(says('shoes'))
    expect(await by()).toBe('a-model')
    expect(changes).toEqual(['a open', 'a half_open', 'a closed'])
  })

  it('lets other questions pass by a probe that is under way', async () => {
    const script = vi.fn<() => Promise<never>>(fails())
    const { corrector, clock } = chain([step('a', script, { timeoutMs: 40 }), step('b', says('shore'))])
    await corrector.correct(request)
    await corrector.correct(request)
    clock.ms = 1000
    script.mockImplementation(hangs)
    const probe = corrector.correct(request)
    expect(corrector.status()[0]!.state).toBe('half_open')
    expect(await corrector.correct(request)).toMatchObject([{ by: 'b-model' }])
    expect(script).toHaveBeenCalledTimes(3)
    expect(await probe).toMatchObject([{ by: 'b-model' }])
    expect(corrector.status()[0]!.state).toBe('open')
  })

  it('passes by a spent budget without holding it against the step', async () => {
    const spent = () => Promise.reject(new SpellerError('budget_spent', 'no money'))
    const spending = () => ({ inputTokens: 1, outputTokens: 1, cost: 1, answers: 1, today: 1, isSpent: true })
    const { corrector, changes, fallbacks } = chain([step('a', spent, { spending }), step('b', says('shoes'))])
    for (let i = 0; i < 4; i++) expect(await corrector.correct(request)).toMatchObject([{ by: 'b-model' }])
    expect(corrector.status()[0]).toMatchObject({ state: 'spent', failed: 0, skipped: 4, spending: { cost: 1 } })
    expect([changes, fallbacks]).toEqual([['a spent'], []])
  })

  it('asks the next one where a step has no answer to this question, and takes the step for alive', async () => {
    let isDown = false
    const picky = step('a', () =>
      Promise.reject(
        isDown
          ? new SpellerError('corrector_failed', 'down')
          : new Unanswerable('corrector_failed', 'no answer in JSON'),
      ),
    )
    const { corrector, clock, changes } = chain([picky, step('b', says('shoes'))])
    for (let i = 0; i < 5; i++) expect(await corrector.correct(request)).toMatchObject([{ by: 'b-model' }])
    expect(corrector.status()).toMatchObject([{ state: 'closed', answered: 0, failed: 5, skipped: 0 }, {}])
    isDown = true
    for (let i = 0; i < 2; i++) await corrector.correct(request)
    isDown = false
    clock.ms += breaker.pauseMs
    await corrector.correct(request)
    expect(changes).toEqual(['a open', 'a half_open', 'a closed'])
  })

  it('stops at the caller’s signal and does not hold that against the step', async () => {
    const { corrector } = chain([step('a', hangs), step('b', says('shoes'))])
    await expect(corrector.correct(request, AbortSignal.timeout(5))).rejects.toMatchObject({
      code: 'corrector_timeout',
    })
    expect(corrector.status()).toMatchObject([{ failed: 0, state: 'closed' }, { answered: 0 }])
  })

  it('does not swallow a mistake in the program', async () => {
    const bug = () => {
      throw new TypeError('undefined is not a function')
    }
    const { corrector } = chain([step('a', bug), step('b', says('shoes'))])
    await expect(corrector.correct(request)).rejects.toThrow(TypeError)
  })
})
