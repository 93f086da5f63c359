import { hunspellOptions, symSpellOptions } from '../../eval/baselines/options.ts'
import { triedOfHunspell, triedOfSymSpell, variantsOf } from '../../eval/baselines/variants.ts'
import type { OpenedSystems } from '../evaluate/evaluate.ts'
import type { System } from '../evaluate/system.ts'
import { openBaselines } from './evaluate-baselines.ts'
import type { SystemsRequest } from './evaluate-systems.ts'
import { collectFeed } from './feed-in-memory.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { thisProcess } from './this-process.ts'
import { runTuneBaselinesCommand } from './tune-baselines-command.ts'

/** The wanted baselines with their chosen options, and with every option changed, one at a time. */
async function openVariants({ config, catalog, isExcluded, systems }: SystemsRequest): Promise<OpenedSystems> {
  const baselines = openBaselines(await collectFeed(catalog, isExcluded), loadKnowledge(config.correct.modelDir))
  const opened: System[] = []
  if (systems.includes('symspell'))
    for (const { label, options } of variantsOf(symSpellOptions, triedOfSymSpell))
      opened.push(relabelled(`symspell, ${label}`, baselines.symspell(options)))
  if (systems.includes('hunspell'))
    for (const { label, options } of variantsOf(hunspellOptions, triedOfHunspell))
      opened.push(relabelled(`hunspell, ${label}`, await baselines.hunspell(options)))
  return { systems: opened, close: async () => baselines.close() }
}

function relabelled(label: string, system: System): System {
  return { label, answer: (query) => system.answer(query) }
}

process.exitCode = await runTuneBaselinesCommand({
  ...thisProcess,
  now: () => new Date(),
  openSystems: openVariants,
})
