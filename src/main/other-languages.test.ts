import { describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { createNameCollector } from '../ingest/names.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Knowledge } from '../speller/knowledge.ts'
import { compileOverrides } from '../speller/overrides.ts'
import { createSpeller } from '../speller/speller.ts'
import { settingsFor } from '../speller/testing/settings.ts'
import { loadThresholds } from './knowledge-files.ts'
import { shippedKnowledge } from './testing/shipped-knowledge.ts'

// What is known of the words of other languages than English keeps right queries as they are; as served without a model.

const thresholds = loadThresholds(new URL('../../models', import.meta.url).pathname)

/** A shop that sells each of these in many kinds. */
function openShop(things: readonly string[], kinds: readonly string[], more: Partial<Knowledge> = {}) {
  const collector = createNameCollector()
  let id = 0
  for (const thing of things) for (const kind of kinds) collector.add({ id: String(++id), title: `${thing} ${kind}` })
  const { names, bigrams, products } = collector.finish()
  return createSpeller({
    index: openMemoryIndex(names, bigrams, products),
    log: createMemoryLog(),
    knowledge: { ...shippedKnowledge(), ...more },
    overrides: () => compileOverrides([]),
    settings: { ...settingsFor(thresholds), promptId: 'correct.test' },
    newId: () => '00000000-0000-4000-8000-000000000001',
    now: () => new Date('2026-01-02T03:04:05Z'),
  })
}
const german = [
  ...[
    'Bratpfanne',
    'Küchenthermometer',
    'Stehleuchte',
    'Kopfkissen',
    'Motorrad Tasche',
    'Gartenschlauch',
    'Wasserkocher',
  ],
  ...['Werkzeugkasten', 'Bettwäsche', 'Audio Kabel', 'Blumenkasten', 'Massagestein', 'Handtuch', 'Bohrmaschine'],
]
const germanKinds = ['mit Deckel', 'für den Garten', 'aus Edelstahl', 'groß und rund', 'ohne Griff', 'blau mit Muster']

describe('a German shop', () => {
  const shop = openShop(german, germanKinds)

  it.each([
    // words that it does not sell
    ...['Kochthermometer', 'Bettkasten', 'Handtücher', 'Wandleuchte', 'Motorradtasche', 'Bohrständer'],
    // another number
    ...['Massagesteine', 'Bratpfannen'],
  ])('leaves %j as it is', async (query) => {
    expect((await shop.correct(query)).applied).toBe(query)
  })

  it.each([
    ['bratpfane', 'bratpfanne'],
    ['wasserkoher edelstahl', 'wasserkocher edelstahl'],
    ['bohrmaschiene', 'bohrmaschine'],
    // a word that it does not sell
    ['schraubn edelstahl', 'schrauben edelstahl'],
  ])('corrects %j to %j', async (query, meant) => {
    expect((await shop.correct(query)).applied).toBe(meant)
  })

  it('goes on without words that cannot be read, and says so', async () => {
    const damaged = new SpellerError('model_invalid', 'models/languages/de.bin: it is not the table')
    const shop = openShop(german, germanKinds, { languages: { words: () => Promise.reject(damaged) } })
    expect(await shop.correct('bratpfane')).toMatchObject({ applied: 'bratpfanne', degraded: ['model_invalid'] })
    expect(await shop.correct('bratpfane', { locale: 'en' })).toMatchObject({ applied: 'bratpfanne', degraded: [] })
  })
})

const french = [
  ...[
    'Poêle',
    'Casserole',
    'Arrosoir',
    'Rideau vert',
    'Tapis',
    'Bouilloire',
    'Housse de couette',
    'Lampadaire',
    'Étagère',
  ],
  ...['Huile', 'Serviette', 'Oreiller', 'Tournevis', 'Perceuse', 'Échelle', 'Brosse'],
]
const frenchKinds = ['avec couvercle', 'pour le jardin', 'sans manche', 'en acier', 'et support', 'des Vosges']

describe('a French shop', () => {
  const shop = openShop(french, frenchKinds)

  it.each(["l'huile", 'nappe verte', 'brosses', 'moulin à poivre', 'râpe fine'])(
    'leaves %j as it is',
    async (query) => {
      expect((await shop.correct(query)).applied).toBe(query)
    },
  )

  it.each([
    ['bouiloire acier', 'bouilloire acier'],
    ['tourneviss', 'tournevis'],
    ["L'hiule", "L'huile"],
    // a word that it does not sell
    ['marteeau acier', 'marteau acier'],
  ])('corrects %j to %j', async (query, meant) => {
    expect((await shop.correct(query)).applied).toBe(meant)
  })
})
