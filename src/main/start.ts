import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { placeOf } from '../ingest/sources/place.ts'
import { runProgram } from './child-program.ts'
import { parse } from './command.ts'
import { addCatalogOptions } from './feed-arguments.ts'
import { rulesToStartWith } from './rules-files.ts'
import { main, serveUntilStopped } from './serve.ts'
import { thisProcess } from './this-process.ts'

// The whole job on one machine: ingest the feed unless it is live already, then serve.

const howToRead = addCatalogOptions(
  new Command('start').description('Ingests the feed of QUERYMEND_CATALOG unless it is live already, then serves.'),
).allowExcessArguments(false)

await main(async () => {
  parse(howToRead, thisProcess)
  // for the ingestion, too, which asks them about brands
  process.env['QUERYMEND_OVERRIDES'] = rulesToStartWith(loadConfig(process.env))
  const config = loadConfig(process.env)
  if (placeOf(config.catalog.file).kind === 'file' && !existsSync(config.catalog.file))
    process.stderr.write(`${config.catalog.file} is not there; serving what is in the catalog already.\n`)
  else {
    const code = await runProgram('./ingest.ts', [config.catalog.file, ...thisProcess.args])
    if (code !== 0) {
      process.exitCode = code
      return
    }
  }
  await serveUntilStopped(config)
})
