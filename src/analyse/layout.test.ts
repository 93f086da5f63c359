import fc from 'fast-check'
import { expect, it } from 'vitest'
import { layoutOf } from '../testing/layout.ts'
import { analysisOf } from './testing.ts'
import { decisionOf, given } from './testing/recount.ts'

it('keeps what stands in analysis.json of its version: other programs read it', async () => {
  const drawn = fc.sample(fc.array(given, { minLength: 150, maxLength: 150 }), { numRuns: 1, seed: 1 })[0]!
  const analysis = await analysisOf(drawn.map(decisionOf), {
    standingsOf: async (terms) => terms.map(({ term }) => (term === 'asiks' ? { near: 'nike' } : 'unknown')),
  })
  // a field that goes, or changes its kind, is a new version with a list of its own; one that is added joins the list
  const layout = `${layoutOf(analysis).join('\n')}\n`
  await expect(layout).toMatchFileSnapshot(`testdata/analysis-layout-${analysis.version}.txt`)
})
