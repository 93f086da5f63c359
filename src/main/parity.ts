import { runParityCommand } from './parity-command.ts'
import { thisProcess } from './this-process.ts'

process.exitCode = await runParityCommand(thisProcess)
