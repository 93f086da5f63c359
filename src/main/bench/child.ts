import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Arguments that let Node run TypeScript, in this process's own version. */
export const typescript = ['--import', import.meta.resolve('tsx')] as const

export interface Started {
  /** The first line of its output that `wanted` makes something of. */
  readonly found: string
  readonly ended: Promise<void>
  /** Asks the process to end, and waits until it has. */
  stop(): Promise<void>
}

/** Runs Node with these arguments until a line is found; fails with what it wrote when it ends before. */
export async function startNode(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  wanted: (line: string) => string | undefined,
): Promise<Started> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = endOf(child)
  let written = ''
  child.stderr.on('data', (chunk: Buffer) => (written += chunk.toString()))
  // read to the end, also after the line was found, so that the child never waits for a reader
  const line = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (text) => {
      const found = wanted(text)
      if (found !== undefined) resolve(found)
      else if (written.length < 4000) written += `${text}\n`
    })
  })
  const found = await Promise.race([line, ended.then(() => undefined)])
  if (found === undefined) throw new Error(`node ${args.join(' ')} ended early:\n${written}`)
  return {
    found,
    ended,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('close', () => resolve())
    child.once('error', reject)
  })
}
