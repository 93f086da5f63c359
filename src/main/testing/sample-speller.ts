import { compileOverrides } from '../../speller/overrides.ts'
import { createSpeller } from '../../speller/speller.ts'
import { settingsFor } from '../../speller/testing/settings.ts'
import { openFeedInMemory } from '../feed-in-memory.ts'
import { loadThresholds } from '../knowledge-files.ts'
import { shippedKnowledge } from './shipped-knowledge.ts'

const root = new URL('../../../', import.meta.url).pathname

/** A speller over the sample catalog, as served without a model and without rules; and its index. */
export async function openSampleSpeller() {
  const { channel } = loadThresholds(`${root}models`)
  const index = await openFeedInMemory({ feed: `${root}catalog/sample.tsv` })
  const overrides = compileOverrides([])
  const speller = createSpeller({
    index,
    log: { append: () => undefined },
    knowledge: shippedKnowledge(),
    overrides: () => overrides,
    settings: settingsFor({ channel, model: channel }),
    newId: () => 'id',
    now: () => new Date(0),
  })
  return { index, speller }
}
