import { describe, expect, it } from 'vitest'
import { createTestApp } from './testing.ts'

describe.each(['/', '/docs', '/?q=%3Cscript%3Ealert(1)%3C/script%3E'])('the page %s', (path) => {
  it('runs and styles only what carries its nonce, a new one each time', async () => {
    const { app } = createTestApp()
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const response = await app.request(path)
        expect(response.status).toBe(200)
        expect(response.headers.get('content-type')).toMatch(/^text\/html/)
        const policy = response.headers.get('content-security-policy')!
        const nonce = /script-src 'nonce-([^']+)'/.exec(policy)![1]!
        expect(policy).toContain("default-src 'none'")
        const page = await response.text()
        expect(page.match(/<(?:script|style)[^>]*>/g)).toEqual([
          `<style nonce="${nonce}">`,
          `<script nonce="${nonce}">`,
        ])
        return nonce
      }),
    )
    expect(nonces[0]).not.toBe(nonces[1])
  })

  it('loads nothing from elsewhere, sets no HTML from data, and repeats nothing of the address', async () => {
    const page = await (await createTestApp().app.request(path)).text()
    expect(page).not.toMatch(/https?:\/\/|@import|url\(|innerHTML|insertAdjacentHTML|document\.write|\bon\w+="/)
    expect(page).not.toContain('alert(1)')
  })
})
