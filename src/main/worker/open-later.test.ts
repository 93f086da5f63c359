import { describe, expect, it } from 'vitest'
import { createScriptedCorrector } from '../../adapters/corrector/scripted.ts'
import { SpellerError, Unanswerable } from '../../speller/errors.ts'
import type { Corrector } from '../../speller/ports.ts'
import { openLater } from './open-later.ts'

const request = { query: 'shose', context: [], drafts: ['shoes', 'shose'], previous: [] }
const scripted = () => createScriptedCorrector({ shose: 'shoes' }, 'm')

/** With what was put off, which `afterAnswer` does. */
function later(open: () => Promise<Corrector>) {
  const deferred: (() => Promise<void>)[] = []
  let openings = 0
  const corrector = openLater({
    id: 'm',
    open: () => (openings++, open()),
    defer: (work) => void deferred.push(work),
    keepAlive: () => undefined,
  })
  const afterAnswer = () => Promise.all(deferred.splice(0).map((work) => work()))
  return { corrector, afterAnswer, openings: () => openings }
}

describe('openLater', () => {
  it('has no answer before the first one is sent, and is opened once after it', async () => {
    const { corrector, afterAnswer, openings } = later(async () => scripted())
    expect(corrector.id).toBe('m')
    for (let i = 0; i < 2; i++) {
      const late = corrector.correct(request)
      await expect(late).rejects.toBeInstanceOf(Unanswerable)
      await expect(late).rejects.toMatchObject({ code: 'corrector_timeout', message: 'm is still being opened' })
    }
    expect(openings()).toBe(0)
    await afterAnswer()
    expect(await corrector.correct(request)).toEqual(await scripted().correct(request))
    await afterAnswer()
    expect(openings()).toBe(1)
  })

  it('is opened where nothing was asked of it, too', async () => {
    const { corrector, afterAnswer } = later(async () => scripted())
    await afterAnswer()
    expect(await corrector.correct(request)).toMatchObject([{ text: 'shoes' }])
  })

  it('fails as its opening did, and tries that again after each question', async () => {
    let isMissing = true
    const { corrector, afterAnswer, openings } = later(async () => {
      if (isMissing) throw new SpellerError('model_invalid', 'models/decode.onnx is missing')
      return scripted()
    })
    await afterAnswer()
    const failed = corrector.correct(request)
    await expect(failed).rejects.toMatchObject({ code: 'model_invalid' })
    await expect(failed).rejects.not.toBeInstanceOf(Unanswerable)
    isMissing = false
    await afterAnswer()
    expect(openings()).toBe(2)
    expect(await corrector.correct(request)).toMatchObject([{ text: 'shoes' }])
  })

  it('closes what it opened', async () => {
    const { corrector, afterAnswer } = later(async () => scripted())
    await corrector.close()
    await afterAnswer()
    await corrector.close()
    await expect(corrector.correct(request)).rejects.toMatchObject({ code: 'corrector_failed' })
  })
})
