import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'

/** Exit code of a program of this folder, run as this one was, in a process of its own: its memory goes when it ends. */
export function runProgram(program: string, args: readonly string[] = []): Promise<number> {
  const script = fileURLToPath(new URL(program, import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/**
 * Makes the embedded database of decisions where there is none, in a process of its own: making one takes some 300 MB more
 * than opening one, which a server would keep. Exit code 0 where nothing was to do.
 */
export async function makeEmbeddedLog({ catalog, log }: Config): Promise<number> {
  if (log.databaseUrl !== undefined || existsSync(join(catalog.dataDir, 'decisions'))) return 0
  return runProgram('./migrate.ts')
}
