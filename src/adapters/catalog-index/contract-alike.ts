import { describe, expect } from 'vitest'
import type { Name } from '../../speller/types.ts'
import { formsOf, type Harness, nameOf } from './contract-harness.ts'

const term = (text: string, extra: Partial<Name> = {}) => nameOf(text, { kind: 'term', ...extra })

/** Names that sound like a span, beyond those that are near by letters. */
export function describeAlike({ test, openWith }: Harness): void {
  describe('names that sound alike', () => {
    const names = [
      term('faucet', { count: 40 }),
      term('Faucet Parts', { kind: 'phrase', count: 9 }),
      term('forest', { count: 8 }),
      term('offset', { count: 3 }),
      term('fast', { count: 2 }),
    ]
    const told = async (
      index: Awaited<ReturnType<typeof openWith>>['index'],
      span: string,
      limit: number,
      alike = 0,
      locale?: string,
    ) =>
      (await index.search([span], { limit, alike, ...(locale === undefined ? {} : { locale }) }))[0]!.map(
        ({ name, edits, isAlike }) => `${name.form} ${edits}${isAlike ? ' alike' : ''}`,
      )

    test('are found where asked for, behind those that are nearer, one term each', async () => {
      const { index } = await openWith(names)
      expect(await told(index, 'fosset', 2)).toEqual(['forest 2', 'offset 2'])
      expect(await told(index, 'fosset', 2, 4)).toEqual(['forest 2', 'offset 2', 'faucet 3 alike', 'fast 3 alike'])
      expect(await told(index, 'fosset', 2, 1)).toEqual(['forest 2', 'offset 2', 'faucet 3 alike'])
    })

    test('are none of a span that is a name, of several terms, or of few letters or sounds', async () => {
      const { index } = await openWith([
        ...names,
        term('fosset', { count: 1 }),
        term('audio'),
        term('fst'),
        term('fzet'),
      ])
      expect((await told(index, 'fosset', 2, 4)).filter((hit) => hit.endsWith('alike'))).toEqual([])
      for (const span of ['fos set', 'fist', 'eddio', ''])
        expect((await told(index, span, 1, 4)).filter((hit) => hit.endsWith('alike'))).toEqual([])
    })

    test('are no brands: one that is not carried may sound like one that is', async () => {
      const { index } = await openWith([
        nameOf('Morvello', { count: 9 }),
        term('marvel'),
        nameOf('faucet'),
        ...names.slice(2),
      ])
      const alike = async (span: string) => (await told(index, span, 2, 4)).filter((hit) => hit.endsWith('alike'))
      expect(await alike('moorfela')).toEqual([])
      expect(await alike('fosset')).toEqual(['fast 3 alike'])
      await index.upsert([nameOf('feacet')])
      expect(await alike('fosset')).toEqual(['fast 3 alike'])
    })

    test('are told once, and counted in edits', async () => {
      const { index } = await openWith(names)
      const [hits] = await index.search(['faucett'], { limit: 5, alike: 4 })
      expect(new Set(formsOf(hits!)).size).toBe(hits!.length)
      expect(hits![0]).toMatchObject({ name: { form: 'faucet' }, edits: 1 })
    })

    test('keep to the locale, and to names that were not removed', async () => {
      const { index } = await openWith([
        term('faucet', { locale: 'en-US' }),
        term('fauxet', { locale: 'fr-FR' }),
        term('facetto'),
        term('fasset'),
      ])
      expect(await told(index, 'fossyet', 1, 4, 'fr-FR')).not.toContain('faucet 4 alike')
      expect(await told(index, 'fossyet', 1, 4, 'en-US')).toContain('faucet 4 alike')
      await index.remove(['faucet'])
      expect(await told(index, 'fossyet', 1, 4, 'en-US')).not.toContain('faucet 4 alike')
    })

    test('are found when they were added at run time, too', async () => {
      const { index } = await openWith([term('forest', { count: 8 }), term('offset', { count: 3 })])
      await index.upsert([term('faucet', { count: 2 })])
      expect(await told(index, 'fosset', 1, 4)).toEqual(['forest 2', 'faucet 3 alike'])
      await index.upsert([term('fosset', { count: 1 })])
      expect((await told(index, 'fosset', 1, 4)).filter((hit) => hit.endsWith('alike'))).toEqual([])
    })
  })
}
