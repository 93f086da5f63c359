import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadConfig } from '../config.ts'
import { createTestApp } from '../http/testing.ts'
import { settingsWith } from './speller-settings.ts'

const all = { suggestAt: 0, rewriteAt: 0, typedAtMost: 1, rightWordAtMost: 1, loneTermAtMost: 1, exactNameAt: 0 }
const settings = settingsWith(loadConfig({}), { model: all, channel: all })

it('has the limits that the API and the guide tell of', async () => {
  const description = await (await createTestApp().app.request('/openapi.json')).text()
  const guide = readFileSync('docs/client.md', 'utf8')
  for (const text of [description, guide]) {
    expect(text).toContain(`more than ${settings.maxQueryTerms} words or ${settings.maxQueryLength} `)
    expect(text).toContain(`fewer than ${settings.minQueryLength} letters`)
    expect(text).toContain(`(${settings.enoughResults.toLocaleString('en')}`)
  }
})

it('takes from the settings how many products are enough', () => {
  const config = loadConfig({ QUERYMEND_ENOUGH_RESULTS: '40' })
  expect(settingsWith(config, { model: all, channel: all }).enoughResults).toBe(40)
})
