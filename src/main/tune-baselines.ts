import { Writable } from 'node:stream'
import { hunspellOptions, symSpellOptions } from '../../eval/baselines/options.ts'
import { tuningTable } from '../../eval/baselines/tuning-table.ts'
import { triedOfHunspell, triedOfSymSpell, variantsOf } from '../../eval/baselines/variants.ts'
import type { OpenedSystems } from '../evaluate/evaluate.ts'
import type { Report } from '../evaluate/report.ts'
import type { System } from '../evaluate/system.ts'
import { SpellerError } from '../speller/errors.ts'
import { openBaselines } from './evaluate-baselines.ts'
import { runEvaluateCommand } from './evaluate-command.ts'
import type { SystemsRequest } from './evaluate-systems.ts'
import { collectFeed } from './feed-in-memory.ts'
import { loadKnowledge } from './knowledge-files.ts'

// Measures the wanted baselines (`--systems symspell,hunspell`) with their chosen options and with every option changed,
// one at a time. Arguments are those of `npm run evaluate`; prints a Markdown table.

async function openVariants({ config, catalog, isExcluded, systems }: SystemsRequest): Promise<OpenedSystems> {
  if (!systems.includes('symspell') && !systems.includes('hunspell'))
    throw new SpellerError('config_invalid', 'Only baselines with options are tuned: --systems symspell,hunspell')
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

let json = ''
process.exitCode = await runEvaluateCommand({
  args: [...process.argv.slice(2), '--json', '--no-thresholds'],
  env: process.env,
  stdout: new Writable({
    write(chunk, _encoding, done) {
      json += String(chunk)
      done()
    },
  }),
  stderr: process.stderr,
  now: () => new Date(),
  openSystems: openVariants,
})
process.stdout.write(process.exitCode === 0 ? tuningTable(JSON.parse(json) as Report) : json)
