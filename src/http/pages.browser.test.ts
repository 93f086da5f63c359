import { serve } from '@hono/node-server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Decision } from '../speller/types.ts'
import { createTestApp, decisionFor } from './testing.ts'

const executablePath = process.env.CHROMIUM_PATH
const evil = '<img src=x onerror="document.title=1"> nikee'

const answers: Record<string, Partial<Decision>> = {
  'nikee shoes': {},
  hygeeni: { verdict: 'keep', reason: 'in_catalog', corrected: 'hygeeni', applied: 'hygeeni', edits: [] },
  'nikon shoos': { verdict: 'suggest', reason: 'low_confidence', corrected: 'nikon shoes', applied: 'nikon shoos' },
  [evil]: {
    corrected: evil.replace('nikee', '<b>nike</b>'),
    edits: [{ start: evil.indexOf('nikee'), end: evil.length, from: 'nikee', to: '<b>nike</b>', kind: 'spelling' }],
    evidence: [{ name: '<i>Nike</i>', kind: 'brand', count: 1, edits: 1 }],
  },
}

describe.skipIf(executablePath === undefined)('pages in a browser (skipped without one: set CHROMIUM_PATH)', () => {
  let browser: Browser
  let page: Page
  let address: string
  let made: ReturnType<typeof createTestApp>
  let server: ReturnType<typeof serve>
  let faults: string[]

  beforeAll(async () => {
    const { chromium } = await import('playwright-core')
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
    made = createTestApp({}, (query) => decisionFor(query, answers[query]))
    address = await new Promise((resolve) => {
      server = serve({ fetch: made.app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      )
    })
  })
  afterAll(async () => {
    await browser.close()
    await new Promise((resolve) => server.close(resolve))
  })
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 960, height: 860 } })
    faults = []
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    page.on('pageerror', (error) => faults.push(error.message))
    page.on(
      'request',
      (request) => !/^(?:data:|http:\/\/127\.0\.0\.1)/.test(request.url()) && faults.push(request.url()),
    )
  })
  afterEach(async () => {
    await page.close()
    expect(faults).toEqual([])
  })

  async function search(query: string) {
    await page.goto(address)
    await page.fill('#q', query)
    await page.press('#q', 'Enter')
    await page.waitForSelector('#answer:not([hidden])')
  }
  const textOf = async (selector: string) => (await page.innerText(selector)).replace(/\s+/g, ' ').trim()

  it('shows a rewrite with its edits and evidence, and tells when the shopper searches instead', async () => {
    await search('nikee shoes')
    expect(await textOf('#verdict')).toBe('Showing results for nike shoes Search instead for nikee shoes')
    expect(await page.locator('#edited del').allInnerTexts()).toEqual(['nikee'])
    expect(await page.locator('#edited ins').allInnerTexts()).toEqual(['nike'])
    expect(await textOf('#facts')).toContain('Nike brand × 41, 1 edit')
    expect(await textOf('#facts')).toContain('93.7 %')
    expect(await textOf('#facts')).toContain('4.3 ms')
    const decision = made.calls.at(-1)
    expect(decision?.query).toBe('nikee shoes')
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/v1/feedback')),
      page.click('text="nikee shoes"'),
    ])
    expect(answer.request().postDataJSON()).toMatchObject({ kind: 'reverted', detail: 'nikee shoes' })
    expect(answer.status()).toBe(200)
    await page.waitForSelector('text=Noted')
    expect(await textOf('#verdict')).toBe('Searching for nikee shoes. Noted: thank you.')
  })

  it('offers a suggestion, and tells when it is taken', async () => {
    await search('nikon shoos')
    expect(await textOf('#verdict')).toBe('Did you mean nikon shoes? Showing results for nikon shoos')
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/v1/feedback')),
      page.click('#verdict button'),
    ])
    expect(answer.request().postDataJSON()).toMatchObject({ kind: 'accepted', detail: 'nikon shoes' })
  })

  it('leaves a kept query alone', async () => {
    await search('hygeeni')
    expect(await textOf('#verdict')).toBe('Showing results for hygeeni')
    expect(await page.isVisible('#edited')).toBe(false)
  })

  it('searches what the address asks for', async () => {
    await page.goto(`${address}/?q=nikee+shoes`)
    await page.waitForSelector('#answer:not([hidden])')
    expect(await page.inputValue('#q')).toBe('nikee shoes')
  })

  it('shows markup in queries and names as text', async () => {
    await search(evil)
    expect(await page.title()).toBe('Querymend')
    expect(await page.locator('#answer img, #answer b, #answer i').count()).toBe(0)
    expect(await textOf('#edited')).toContain('<img src=x onerror="document.title=1">')
  })

  it.each(['light', 'dark'] as const)('lists every operation and tries one, in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await page.goto(`${address}/docs`)
    await page.waitForSelector('#operations details')
    expect(await page.locator('#operations summary code').allInnerTexts()).toEqual(
      expect.arrayContaining(['/v1/correct', '/v1/feedback', '/v1/decisions/{id}', '/v1/names', '/metrics']),
    )
    await page.click('text=Correct one query, or a batch')
    expect(await textOf('#operations details[open]')).toContain('CorrectRequest')
    await page.fill('[name=q]', 'nikee shoes')
    await page.click('text="Try"')
    await page.waitForSelector('#response:not(:empty)')
    expect(JSON.parse(await page.innerText('#response'))).toMatchObject({ query: 'nikee shoes', verdict: 'rewrite' })
    const [ground, ink] = await page.evaluate<string[]>(
      '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]',
    )
    const [darker, lighter] = colorScheme === 'light' ? [ink, ground] : [ground, ink]
    expect(brightness(lighter!) - brightness(darker!)).toBeGreaterThan(500)
  })
})

/** Of an `rgb(…)` colour, 0 to 765. */
const brightness = (colour: string) => [...colour.matchAll(/\d+/g)].reduce((sum, [part]) => sum + Number(part), 0)
