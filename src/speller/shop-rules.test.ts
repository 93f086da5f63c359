import { describe, expect, it } from 'vitest'
import { compileOverrides, type OverrideRule } from './overrides.ts'
import { openMixedShop as open } from './testing/open-mixed-shop.ts'

describe('rules of the shop', () => {
  it('protect keeps a term that would be changed, and lets the rest be mended', async () => {
    const { correct } = open({ rules: [{ rule: 'protect', term: 'Nikee' }] })
    expect(await correct('NIKEE')).toMatchObject({ verdict: 'keep', reason: 'protected', applied: 'NIKEE' })
    expect((await correct('nikee runing shose')).corrected.split(' ')[0]).toBe('nikee')
    expect(await correct('ni-kee')).toMatchObject({ verdict: 'keep', reason: 'protected' })
  })

  it('protect keeps a name of two terms inside a longer query', async () => {
    const protectedName = open({ rules: [{ rule: 'protect', term: 'Runing Shose' }] })
    expect((await protectedName.correct('nikee runing shose')).corrected).toMatch(/runing shose$/)
  })

  it('map rewrites whatever the noisy channel thinks, as far as the mode allows', async () => {
    const { correct } = open({ rules: [{ rule: 'map', from: 'wi-fi', to: 'wireless' }] })
    expect(await correct('WIFI router')).toMatchObject({
      verdict: 'rewrite',
      reason: 'override',
      applied: 'WIRELESS router',
      confidence: 1,
    })
    expect(await correct('wi fi', { mode: 'suggest' })).toMatchObject({ verdict: 'suggest', applied: 'wi fi' })
    expect(await correct('wi fi', { mode: 'off' })).toMatchObject({ verdict: 'keep', reason: 'off', applied: 'wi fi' })
  })

  it('map holds for a code and for a short term alone, and gives its target as it is written', async () => {
    const { correct } = open({
      rules: [
        { rule: 'map', from: 'ps5', to: 'PlayStation 5' },
        { rule: 'map', from: 'hm', to: ' H&M ' },
        { rule: 'map', from: 'tee', to: 'T-Shirt' },
        { rule: 'map', from: 'loreal paris', to: "L'Oréal" },
      ],
    })
    const applied = async (query: string) => (await correct(query)).applied
    expect(await applied('ps5')).toBe('playstation 5')
    expect(await applied('HM')).toBe('H&M')
    expect(await applied('blue tee')).toBe('blue t-shirt')
    expect(await applied('Loreal Paris shampoo')).toBe("L'oréal shampoo")
    expect(await correct('www.hm')).toMatchObject({ verdict: 'keep', reason: 'nothing_to_correct' })
  })

  it('map leaves the rest of the query to be corrected, where that is sure enough', async () => {
    const { log, correct } = open({ rules: [{ rule: 'map', from: 'swoosh', to: 'nike' }] })
    const decision = await correct('Swoosh  runing shose!')
    expect(decision).toMatchObject({ verdict: 'rewrite', applied: 'Nike  running shoes!' })
    expect(decision.reason).not.toBe('override')
    expect(decision.edits.map(({ start, from, to }) => [start, from, to])).toEqual([
      [0, 'Swoosh', 'Nike'],
      [8, 'runing', 'running'],
      [15, 'shose', 'shoes'],
    ])
    expect((await log.find(decision.id))!.record.query).toBe('Swoosh  runing shose!')
    const suggested = await correct('swoosh runing shose', { mode: 'suggest' })
    expect(suggested).toMatchObject({ verdict: 'suggest', corrected: 'nike running shoes' })
    expect(await correct('swoosh runing shose', { mode: 'off' })).toMatchObject({ verdict: 'keep', reason: 'off' })
  })

  it('map protects what it writes', async () => {
    const { correct } = open({ rules: [{ rule: 'map', from: 'sneekers', to: 'nikee' }] })
    expect(await correct('sneekers')).toMatchObject({ applied: 'nikee', reason: 'override', confidence: 1 })
    expect((await correct('sneekers runing shose')).applied).toMatch(/^nikee /)
  })

  it('never is not produced, with or without its space, and is said in the log', async () => {
    const { log, correct } = open({ rules: [{ rule: 'never', term: 'RedBull' }] })
    const decision = await correct('red bul')
    expect(decision.corrected).not.toMatch(/red ?bull/)
    expect((await log.find(decision.id))!.record.guards).toContain('never')
  })

  it('holds only in its locale, and can change between two queries', async () => {
    const local = open({ rules: [{ rule: 'protect', term: 'nikee', locale: 'de-DE' }] })
    expect((await local.correct('nikee', { locale: 'de-DE' })).reason).toBe('protected')
    expect((await local.correct('nikee', { locale: 'en-GB' })).reason).not.toBe('protected')
    let rules: OverrideRule[] = []
    const changing = open({ overrides: () => compileOverrides(rules) })
    expect((await changing.correct('nikee')).reason).not.toBe('protected')
    rules = [{ rule: 'protect', term: 'nikee' }]
    expect((await changing.correct('nikee')).reason).toBe('protected')
  })
})
