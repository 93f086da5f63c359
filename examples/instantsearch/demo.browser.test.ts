import { serve } from '@hono/node-server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestApp, decisionFor } from '../../src/http/testing.ts'
import type { Decision } from '../../src/speller/types.ts'
import { createDemo } from './serve.ts'

const executablePath = process.env['CHROMIUM_PATH']
const evil = '<img src=x onerror="document.title=1"> nikee'

const answers: Record<string, Partial<Decision>> = {
  'nikee shoes': {},
  nikn: { verdict: 'suggest', reason: 'low_confidence', corrected: 'nikon', applied: 'nikn' },
  [evil]: { corrected: '<b>nike</b>', applied: '<b>nike</b>' },
}
const kept = (query: string): Partial<Decision> => ({ verdict: 'keep', corrected: query, applied: query })

// The example on the real InstantSearch and the real routes, over a scripted speller.
describe.skipIf(executablePath === undefined)('the demo in a browser (skipped without one: set CHROMIUM_PATH)', () => {
  let browser: Browser
  let page: Page
  let address: string
  let server: ReturnType<typeof serve>
  let isDown = false
  const made = createTestApp({}, (query) => decisionFor(query, answers[query] ?? kept(query)))

  beforeAll(async () => {
    const { chromium } = await import('playwright-core')
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
    const demo = createDemo((request) => (isDown ? new Response(null, { status: 502 }) : made.app.fetch(request)))
    address = await new Promise((resolve) => {
      server = serve({ fetch: demo.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      )
    })
  })
  afterAll(async () => {
    await browser.close()
    await new Promise((resolve) => server.close(resolve))
  })
  const faults: string[] = []
  beforeEach(async () => {
    page = await browser.newPage()
    faults.splice(0)
    page.on('pageerror', (error) => faults.push(error.message))
    await page.goto(address)
    await page.waitForSelector('.ais-Hits-item')
  })
  afterEach(async () => {
    await page.close()
    expect(faults).toEqual([])
  })

  async function search(query: string) {
    await page.fill('input[type=search]', query)
    await page.press('input[type=search]', 'Enter')
  }
  const isShown = (text: string, hits: readonly string[]) =>
    expect
      .poll(async () => [
        (await page.innerText('#correction')).replace(/\s+/g, ' ').trim(),
        await page.locator('.ais-Hits-item').allInnerTexts(),
      ])
      .toEqual([text, hits])
  const lastFeedback = async () => {
    const { query } = made.calls.filter((call) => answers[call.query]).at(-1)!
    const seen = []
    for await (const logged of made.log.read({ from: new Date(-1), until: new Date(1) }))
      if (logged.record.query === query) seen.push(...logged.feedback)
    return seen.at(-1)?.kind
  }

  it('shows results for the correction, and for the query as typed where the shopper wants them', async () => {
    await search('nikee shoes')
    await isShown('Showing results for nike shoes Search instead for nikee shoes', [
      'Nike Running Shoes',
      'Nike Court Shoes',
    ])
    expect(await page.inputValue('input[type=search]')).toBe('nikee shoes')
    await page.click('#correction button')
    await isShown('', [])
    await expect.poll(lastFeedback).toBe('reverted')
  })

  it('offers a suggestion, and searches for it on a click', async () => {
    await search('nikn')
    await isShown('Did you mean nikon', [])
    await page.click('#correction button')
    await isShown('', ['Nikon Camera'])
    expect(await page.inputValue('input[type=search]')).toBe('nikon')
    await expect.poll(lastFeedback).toBe('accepted')
  })

  it('shows texts as text', async () => {
    await search(evil)
    await isShown(`Showing results for <b>nike</b> Search instead for ${evil}`, [])
    expect(await page.title()).toBe('InstantSearch with Querymend')
    await expect.poll(lastFeedback).toBe('no_results')
  })

  it('searches as typed while Querymend is down', async () => {
    isDown = true
    await search('bosch')
    await isShown('', ['Bosch Drill', 'Bosch Saw'])
    isDown = false
  })
})
