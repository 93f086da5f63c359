import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderPage } from './page.ts'
import { table } from './table.ts'

const executablePath = process.env.CHROMIUM_PATH
/** A4 less margins of a centimetre, in CSS pixels. */
const paper = { width: 718, height: 1047 }

/** As wide as the widest table of a report: nine columns, some of them of words that cannot be broken. */
const failures = () =>
  renderPage({
    title: 'Report',
    about: 'Printed.',
    sections: [
      {
        id: 'misses',
        title: 'Misses',
        body: table({
          header: [
            ...['query', 'searched', 'gold', 'best reading', 'confidence', 'verdict', 'reason', 'evidence', 'slice'],
          ],
          rows: [
            [
              ...[
                'moistrizing hand creem',
                'moisturising hand cream',
                'moisturizing hand cream / moisturising hand cream',
              ],
              ...[
                'moisturising hand cream',
                '0.987',
                'suggest',
                'low_confidence',
                'Moisturising (term, 26 products, 2 edits)',
              ],
              'word_combination',
            ],
          ],
          textColumns: [1, 2, 3, 5, 6, 7, 8],
        }),
      },
    ],
  })

describe.skipIf(executablePath === undefined)(
  'report pages in a browser (skipped without one: set CHROMIUM_PATH)',
  () => {
    let browser: Browser
    beforeAll(async () => {
      const { chromium } = await import('playwright-core')
      browser = await chromium.launch({
        executablePath: executablePath!,
        args: ['--no-sandbox', '--disable-dev-shm-usage'],
      })
    })
    afterAll(() => browser.close())

    it('prints its widest table within the paper', async () => {
      const page = await browser.newPage({ viewport: paper })
      await page.emulateMedia({ media: 'print' })
      await page.setContent(await failures())
      const box = await page.locator('table').boundingBox()
      await page.close()
      expect(box!.x + box!.width).toBeLessThanOrEqual(paper.width)
    })
  },
)
