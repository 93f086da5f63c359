import fc from 'fast-check'
import { expect, it } from 'vitest'
import { layoutOf } from '../testing/layout.ts'
import { differenceBetween } from './difference.ts'
import { caseOf, run, systemOf, table } from './testing/audited.ts'

it('keeps what stands in report.json of its version: other programs read it', async () => {
  const [cases, first, second] = fc.sample(fc.tuple(fc.array(caseOf, { minLength: 60, maxLength: 60 }), table, table), {
    numRuns: 1,
    seed: 12,
  })[0]!
  const systems = [systemOf('base', first), systemOf('own', second)]
  const report = await run([cases, cases.slice(0, 5)], systems)
  const before = { ...(await run([cases], [systemOf('own', first), systemOf('base', second)])), at: '2026-01-02' }
  const layout = layoutOf({ ...report, difference: differenceBetween(before, report) })
  // a field that goes, or changes its kind, is a new version with a list of its own; one that is added joins the list
  await expect(`${layout.join('\n')}\n`).toMatchFileSnapshot(`testdata/report-layout-${report.version}.txt`)
})
