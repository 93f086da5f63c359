import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { parse } from './command.ts'
import { main, serveUntilStopped } from './serve.ts'
import { thisProcess } from './this-process.ts'

const command = new Command('serve')
  .description('Serves the live catalog until it is stopped, with the settings of the environment, as HOST and PORT.')
  .allowExcessArguments(false)
  .showHelpAfterError('Settings are of the environment: PORT=9300 npm run serve')

await main(async () => {
  parse(command, thisProcess)
  await serveUntilStopped(loadConfig(process.env))
})
