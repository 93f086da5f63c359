import { thisProcess } from './this-process.ts'
import { runWorkerFilesCommand } from './worker-files-command.ts'

process.exitCode = await runWorkerFilesCommand(thisProcess)
