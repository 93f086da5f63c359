import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbeddedStore } from '../adapters/catalog-index/embedded.ts'
import { openFakeQdrant } from '../adapters/catalog-index/qdrant-fake.ts'
import { openQdrantStore } from '../adapters/catalog-index/qdrant.ts'
import { createScriptedCorrector } from '../adapters/corrector/scripted.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { createApp } from '../http/app.ts'
import { createSilentMetrics } from '../http/metrics.ts'
import { createNameCollector } from '../ingest/names.ts'
import { normalise } from '../speller/normalise.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { CatalogIndex, CatalogStore } from '../speller/ports.ts'
import { createSpeller, type SpellerDeps } from '../speller/speller.ts'
import type { CorrectOptions, Name } from '../speller/types.ts'
import { shippedKnowledge } from './testing/shipped-knowledge.ts'
import { settingsFor } from '../speller/testing/settings.ts'

// One shop in several languages, whole path, over both catalog indexes.

const titles: Readonly<Record<string, readonly string[]>> = {
  de: ['Müller Vollmilch', 'Müller Blütenöl', 'Straßenkreide bunt', 'Größe wählbar Schlafsack'],
  fr: ["Huile d'olive vierge", "L'Oréal Shampooing", 'Œufs frais', 'Crème brûlée'],
  es: ['Señal luminosa', 'Zapatos niño', 'Cañas de pescar'],
  tr: ['Isparta Halısı', 'Işıklı Kilim', 'İstanbul Lokum', 'Çanta'],
  en: ['Handy Bags', 'Signal Lamp', 'Orchard Cream'],
}
const everywhere = ['Nike Pegasus', 'Zorbex Lamp']
const knowledge = shippedKnowledge()
const bold = { suggestAt: 0, rewriteAt: 0, typedAtMost: 1, rightWordAtMost: 1, loneTermAtMost: 1, exactNameAt: 0 }

/** Brands are protected as usual. */
const usual = { ...bold, exactNameAt: 1 }
const settings = settingsFor({ model: bold, channel: bold })

const root = mkdtempSync(join(tmpdir(), 'querymend-locales-'))
const closing: (() => unknown)[] = [() => rmSync(root, { recursive: true })]
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

const collected = (() => {
  const collector = createNameCollector()
  let id = 0
  const add = (title: string, own: { locale?: string }) => {
    for (let i = 0; i < 6; i++) collector.add({ id: String(id++), title, brand: title.split(' ')[0]!, ...own })
  }
  for (const [locale, own] of Object.entries(titles)) for (const title of own) add(title, { locale })
  for (const title of everywhere) add(title, {})
  return collector.finish()
})()

async function fill(store: CatalogStore, names: readonly Name[]): Promise<CatalogIndex> {
  const builder = await store.build()
  await builder.addNames(names)
  await builder.addBigrams(collected.bigrams)
  await builder.commit({ products: collected.products })
  return store.open()
}

async function openQdrant(): Promise<CatalogStore> {
  const server = await openFakeQdrant()
  closing.push(() => server.close())
  return openQdrantStore({ url: server.url, collection: 'shop', timeoutMs: 5000, retryDelaysMs: [] })
}

describe.each([
  ['embedded', async () => openEmbeddedStore(join(root, 'shop')), 60],
  ['Qdrant', openQdrant, 20],
] as const)('over the %s index', (_, openStore, drawn) => {
  let index: CatalogIndex
  beforeAll(async () => {
    index = await fill(await openStore(), collected.names)
  })

  function open(more: Partial<SpellerDeps> = {}) {
    const overrides = compileOverrides([])
    const speller = createSpeller({
      index,
      log: createMemoryLog(),
      knowledge,
      overrides: () => overrides,
      settings,
      newId: () => crypto.randomUUID(),
      now: () => new Date(0),
      ...more,
    })
    return (query: string, options: CorrectOptions = {}) => speller.correct(query, options)
  }

  it.each([
    ['de', 'Müller vollmilch'],
    ['de', 'muller Blutenol'],
    ['de', 'MÜLLER BLÜTENÖL'],
    ['de', 'straßenkreide'],
    ['de', 'STRASSENKREIDE'],
    ['de', 'STRAẞENKREIDE'],
    ['de', 'Mu\u0308ller'],
    ['fr', 'oeufs frais'],
    ['fr', 'ŒUFS'],
    ['fr', "l'huile vierge"],
    ['fr', 'L’huile d’olive'],
    ['fr', 'creme brulee'],
    ['fr', 'loréal'],
    ['es', 'senal luminosa'],
    ['es', 'SEÑAL'],
    ['es', 'zapatos nino'],
    ['tr', 'isparta halisi'],
    ['tr', 'ısparta'],
    ['tr', 'ISPARTA'],
    ['tr', 'İSPARTA'],
    ['tr', 'isikli KİLİM'],
    ['tr', 'canta'],
  ])('%s: %j is as the shop writes it but for case and marks, and stays byte for byte', async (locale, query) => {
    expect(await open()(query, { locale })).toMatchObject({ verdict: 'keep', applied: query, edits: [] })
  })

  it.each([
    ['de', 'mülller vollmilch', 'müller vollmilch'],
    ['de', 'MULLLER', 'MÜLLER'],
    ['de', 'Strasenkreide', 'Straßenkreide'],
    ['de', 'STRASENKREIDE', 'STRASSENKREIDE'],
    ['de', 'bluetenoel', 'blütenöl'],
    ['de', 'mueller vollmilch', 'müller vollmilch'],
    ['fr', 'crème bruléee', 'crème brûlée'],
    ['fr', "l'hiule", "l'huile"],
    ['fr', 'lorealle shampooing', "l'oréal shampooing"],
    ['es', 'seénal luminossa', 'señal luminosa'],
    ['es', 'Cannas', 'Cañas'],
    ['tr', 'ISPRTA', 'ISPARTA'],
    ['tr', 'İSTANBLU', 'İSTANBUL'],
    ['tr', 'istanblu', 'istanbul'],
    ['tr', 'Killim', 'Kilim'],
    ['tr', 'KILLIM', 'KİLİM'],
    ['tr', 'NIKEE', 'NIKE'],
    ['de', 'zorbx lamp', 'zorbex lamp'],
  ])('%s: %j becomes %j, with the letters of the locale', async (locale, query, corrected) => {
    expect((await open()(query, { locale })).corrected).toBe(corrected)
  })

  it('protects a name that was added at run time, in its locale', async () => {
    const ready = async () => ({ ok: true, checks: {} })
    const speller = { correct: open({ settings: { ...settings, thresholds: { model: usual, channel: usual } } }) }
    const app = createApp({ speller, log: createMemoryLog(), index, metrics: createSilentMetrics(), ready })
    const ask = async (locale: string) =>
      (await app.request(`/v1/correct?q=mullex+vollmilch&locale=${locale}`)).json() as Promise<{
        applied: string
        reason: string
      }>
    expect(await ask('de')).toMatchObject({ applied: 'müller vollmilch' })
    await app.request('/v1/names', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Müllex', locale: 'DE' }),
    })
    expect(await ask('de')).toMatchObject({ applied: 'mullex vollmilch', reason: 'in_catalog' })
    expect(await ask('fr')).toMatchObject({ applied: 'mullex vollmilch', reason: 'in_catalog' })
    await index.remove(['mullex'])
  })

  it('says names as the shop writes them', async () => {
    const { evidence } = await open()('mülller vollmilch', { locale: 'de' })
    expect(evidence.map(({ name }) => name)).toContain('Müller')
  })

  it.each([
    ['handi bags', 'de'],
    ['loccum', 'de'],
    ['orchad cream', 'fr'],
    ['bluttenol', 'en'],
  ])('%j, which is near a name of another locale only, is not corrected to it in %s', async (query, locale) => {
    expect((await open()(query, { locale })).corrected).toBe(query)
  })

  it('reads in no locale only names of another, whatever is typed and whatever a model says', async () => {
    const locales = [...Object.keys(titles), 'pl']
    const localesOf = new Map<string, Set<string>>()
    for (const { form, locale = '' } of collected.names)
      localesOf.set(form, (localesOf.get(form) ?? new Set()).add(locale))
    const isElsewhere = (form: string, locale: string) => {
      const own = localesOf.get(form)
      return own !== undefined && !own.has('') && !own.has(locale)
    }
    const form = fc.constantFrom(...localesOf.keys())
    const slip = fc.tuple(form, fc.nat({ max: 20 }), fc.constantFrom('', 'x', 'e', ' ')).map(([text, at, by]) => {
      const cut = at % text.length
      return text.slice(0, cut) + by + text.slice(cut + (at % 2))
    })
    const query = fc.array(slip, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(' '))
    await fc.assert(
      fc.asyncProperty(
        query,
        fc.constantFrom(...locales),
        fc.array(form, { maxLength: 3 }),
        async (text, locale, said) => {
          const corrector = createScriptedCorrector({ [normalise(text)]: said.join(' ') })
          const { edits } = await open({ corrector })(text, { locale })
          for (const { from, to } of edits) {
            const typed = normalise(from).split(' ')
            const forms = [normalise(to), ...normalise(to).split(' ')].filter((read) => !typed.includes(read))
            expect(forms.filter((read) => isElsewhere(read, locale))).toEqual([])
          }
        },
      ),
      { numRuns: drawn },
    )
  })
})
