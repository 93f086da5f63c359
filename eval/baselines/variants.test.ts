import { describe, expect, it } from 'vitest'
import { hunspellOptions, symSpellOptions } from './options.ts'
import { triedOfHunspell, triedOfSymSpell, variantsOf } from './variants.ts'

describe('variantsOf', () => {
  it('changes one option at a time', () => {
    const variants = variantsOf({ maxEdits: 2, breaks: true }, { maxEdits: [1, 2, 3], breaks: [false, true] })
    expect(variants).toEqual([
      { label: 'as chosen', options: { maxEdits: 2, breaks: true } },
      { label: 'maxEdits 1', options: { maxEdits: 1, breaks: true } },
      { label: 'maxEdits 3', options: { maxEdits: 3, breaks: true } },
      { label: 'breaks false', options: { maxEdits: 2, breaks: false } },
    ])
  })

  it('was run with every value that was chosen', () => {
    const isTried = (chosen: object, tried: Readonly<Record<string, readonly unknown[]>>) =>
      Object.entries(chosen).every(([key, value]) => tried[key]!.includes(value))
    expect(isTried(symSpellOptions, triedOfSymSpell)).toBe(true)
    expect(isTried(hunspellOptions, triedOfHunspell)).toBe(true)
  })
})
