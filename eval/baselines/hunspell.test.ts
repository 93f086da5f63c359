import { afterEach, describe, expect, it } from 'vitest'
import { openHunspell, type HunspellOptions } from './hunspell.ts'

const terms = new Map(
  Object.entries({ makita: 90, malta: 1, hygeeni: 3, drill: 80, drills: 5, light: 70, bulbs: 50, grill: 200 }),
)
const options: HunspellOptions = {
  english: 'known',
  choice: 'first',
  maxEdits: 2,
  shortLength: 4,
  minLength: 3,
  minCount: 1,
  breaks: true,
}
const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))
const open = async (changed: Partial<HunspellOptions> = {}) => {
  const { system, close } = await openHunspell(terms, { ...options, ...changed })
  closing.push(close)
  return system
}
const correct = async (query: string, changed: Partial<HunspellOptions> = {}) =>
  (await (await open(changed)).answer(query)).applied

describe('openHunspell', () => {
  it('corrects towards the catalog, term by term', async () => {
    const system = await open()
    expect(await system.answer('makitta dril')).toMatchObject({
      applied: 'makita drill',
      verdict: 'rewrite',
      confidence: NaN,
    })
    expect((await system.answer('lightbulbs')).applied).toBe('light bulbs')
  })

  it('keeps brands of the catalog, English words and well-known names', async () => {
    const query = 'hygeeni ceiling hdmi london'
    expect(await (await open()).answer(query)).toMatchObject({ applied: query, verdict: 'keep' })
  })

  it('keeps every byte outside of changed terms, and terms with digits', async () => {
    expect(await correct(' 18v  MAKITTA-dri11 ')).toBe(' 18v  MAKITA-dri11 ')
  })

  it('suggests English words where told to, and none where they are ignored', async () => {
    expect(await correct('flourescent')).toBe('flourescent')
    expect(await correct('flourescent', { english: 'suggested' })).toBe('fluorescent')
    expect(await correct('gill')).toBe('gill')
    expect(await correct('gill', { english: 'ignored' })).toBe('grill')
  })

  it('lets the count choose between suggestions as near, where told to', async () => {
    expect(await correct('makta', { choice: 'count' })).toBe('makita')
    expect(await correct('drilll', { choice: 'count' })).toBe('drill')
  })

  it('trades recall for precision by its options', async () => {
    expect(await correct('mkitta')).toBe('makita')
    expect(await correct('mkitta', { maxEdits: 1 })).toBe('mkitta')
    expect(await correct('drll')).toBe('drill')
    expect(await correct('drll', { minLength: 5 })).toBe('drll')
    expect(await correct('lightbulbs', { breaks: false })).toBe('lightbulbs')
    expect(await correct('maltta', { minCount: 2 })).not.toBe('malta')
  })
})
