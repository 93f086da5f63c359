import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { configsWith, type Stands, withPassword } from './wrangler-config.ts'

export interface WranglerOptions extends Stands {
  readonly variables: Readonly<Record<string, string>>
  /** Of `wrangler.toml`; absent: the one without a name. */
  readonly env?: string
  /** Where its inspector listens; absent: wrangler's choice. */
  readonly inspectorPort?: number
}

export interface WranglerDev {
  readonly address: string
  /** From the start until it took requests. */
  readonly readyMs: number
  /** All that it wrote. */
  output(): string
  /** It ended by itself. */
  hasEnded(): boolean
  /** Resident memory of its workerd, the largest. */
  workerdMegabytes(): number
  stop(): void
}

/** The bundled Worker under `wrangler dev`, once it takes requests. */
export async function openWranglerDev(options: WranglerOptions): Promise<WranglerDev> {
  const { variables, hyperdriveUrl, env = '', inspectorPort } = options
  const port = await freePort()
  const started = performance.now()
  const flags = ['dev', '--local', '--env', env, '--ip', '127.0.0.1', '--port', String(port)]
  if (inspectorPort !== undefined) flags.push('--inspector-port', String(inspectorPort))
  const config = configsWith(options).flatMap((file) => ['--config', file])
  const vars = Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const child = spawn(
    join('node_modules', '.bin', 'wrangler'),
    [...flags, ...config, '--show-interactive-dev-session=false', ...vars],
    {
      env: {
        ...process.env,
        CI: '1',
        WRANGLER_SEND_METRICS: 'false',
        CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: hyperdriveUrl && withPassword(hyperdriveUrl),
      },
      detached: true,
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const stop = () => {
    try {
      process.kill(-child.pid!, 'SIGTERM')
    } catch {
      // all of its group have gone
    }
  }
  try {
    await until('wrangler to be ready', async () => {
      if (hasEnded()) throw new Error(`wrangler ended:\n${output}`)
      return output.includes('Ready on')
    })
  } catch (error) {
    stop()
    throw error
  }
  return {
    address: `http://127.0.0.1:${port}`,
    readyMs: performance.now() - started,
    output: () => output,
    hasEnded,
    workerdMegabytes: () => megabytesOf(child.pid!),
    stop,
  }
}

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const begun = performance.now()
  while (!(await holds())) {
    if (performance.now() - begun > 60_000) throw new Error(`Waited 60 s for ${what}`)
    await pause(20)
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Resident memory of the workerd processes of a group, the largest. */
function megabytesOf(group: number): number {
  const sizes = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        const own = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[2])
        const isOurs = own === group && /^Name:\s+workerd$/m.test(status)
        return isOurs ? [Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1])] : []
      } catch {
        return []
      }
    })
  return Math.round(Math.max(0, ...sizes) / 1024)
}
