import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { latencyOf } from '../../../evaluate/latency.ts'
import { readGold } from '../../../evaluate/read-gold.ts'
import { noModel } from '../../../speller/speller.ts'
import type { Decision } from '../../../speller/types.ts'
import { type ExitCode, runWithoutOptions } from '../../command.ts'
import { thisProcess } from '../../this-process.ts'
import { runWorkerFilesCommand } from '../../worker-files-command.ts'
import { memoryOf } from './inspector.ts'
import { complaintOf, mb, totalOf } from './isolate-limit.ts'
import { freePort, openWranglerDev, until } from './wrangler-dev.ts'

// Speed and memory of both Workers under `wrangler dev`, with a copy of the live catalog and no kept answers: evaluation of the
// modules, first answers, first answers of the model, the queries of the gold set one after another, memory. Makes dist/worker anew. Exits 1 where a Worker holds
// more than an isolate may.

const workers = [
  { name: 'without model', env: '', files: [] },
  { name: 'with model', env: 'model', files: ['--with-model'] },
] as const
/** Starts that a first answer is taken of. */
const starts = 3

const { stderr } = process
const say = (line: string) => void process.stdout.write(`${line}\n`)

const command = new Command('worker:figures').description(
  'Measures both Workers under `wrangler dev`, and makes dist/worker anew; exits 1 where one holds more than an isolate may.',
)

process.exitCode = await runWithoutOptions(command, thisProcess, async () => {
  let exitCode: ExitCode = 0
  const gold = readGold('gold.jsonl', readFileSync('eval/gold.jsonl', 'utf8')).map(({ query }) => query)
  say(`${availableParallelism()} cores, ${cpus()[0]!.model}; load ${load()}`)
  for (const { name, env, files } of workers) {
    const stdout = { write: () => true } as unknown as NodeJS.WritableStream
    if ((await runWorkerFilesCommand({ args: files, env: {}, stdout, stderr })) !== 0) return 1
    say(`${name}\n  evaluating the modules: ${startupMs(env).toFixed(0)} ms in samples of \`wrangler check startup\``)
    const firsts: number[] = []
    const ofModel: number[] = []
    for (let start = 1; start <= starts; start++) {
      const inspectorPort = await freePort()
      const wrangler = await openWranglerDev({ variables: { QUERYMEND_CACHE_SECONDS: '0' }, env, inspectorPort })
      try {
        const begun = performance.now()
        await ask(wrangler.address, 'nikee runing shose')
        firsts.push(performance.now() - begun)
        if (env === 'model') {
          await until(
            'the model to answer',
            async () => (await ask(wrangler.address, 'nikee runing shose')).model !== noModel,
          )
          ofModel.push(performance.now() - begun)
        }
        if (start < starts) continue
        say(`  first answer after Ready: ${listed(firsts)}`)
        if (ofModel.length > 0) say(`  first answer of the model after Ready: ${listed(ofModel)}`)
        await walk(wrangler.address, gold)
        const memory = await memoryOf(inspectorPort)
        const { heap, buffers, webAssembly } = memory
        const parts = `heap ${mb(heap)}, buffers ${mb(buffers)}, WebAssembly ${mb(webAssembly)}`
        say(`  isolate: ${parts}; together ${mb(totalOf(memory))}`)
        say(`  workerd holds ${wrangler.workerdMegabytes()} MB; load ${load()}`)
        const complaint = complaintOf(name, memory)
        if (complaint === undefined) continue
        stderr.write(`${complaint}\n`)
        exitCode = 1
      } finally {
        wrangler.stop()
      }
    }
  }
  return exitCode
})

function listed(milliseconds: readonly number[]): string {
  return milliseconds.map((each) => `${each.toFixed(0)} ms`).join(', ')
}

async function ask(address: string, query: string): Promise<Decision> {
  const response = await fetch(`${address}/v1/correct?q=${encodeURIComponent(query)}`)
  if (!response.ok) throw new Error(`${query} was answered with ${response.status}: ${await response.text()}`)
  return (await response.json()) as Decision
}

async function walk(address: string, gold: readonly string[]): Promise<void> {
  const requests: number[] = []
  const models: number[] = []
  let degraded = 0
  for (const query of gold) {
    const begun = performance.now()
    const decision = await ask(address, query)
    requests.push(performance.now() - begun)
    if (decision.latencyMs.correct > 0) models.push(decision.latencyMs.correct)
    if (decision.degraded.length > 0) degraded++
  }
  say(`  a request over HTTP: ${percentiles(requests)}`)
  if (models.length > 0)
    say(`  of it the model, where it was asked: ${percentiles(models)}; ${degraded} answers degraded`)
}

function percentiles(milliseconds: readonly number[]): string {
  const { n, p50, p95, p99 } = latencyOf(milliseconds)!
  return `p50 ${p50.toFixed(0)}, p95 ${p95.toFixed(0)}, p99 ${p99.toFixed(0)} ms (n = ${n})`
}

/** Of the profile's samples those in which the Worker or its runtime did something. */
function startupMs(env: string): number {
  const profile = join(tmpdir(), `querymend-startup-${process.pid}.cpuprofile`)
  const wrangler = ['check', 'startup', `--args=--env=${env}`, '--outfile', profile]
  execFileSync(join('node_modules', '.bin', 'wrangler'), wrangler, {
    env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(profile, 'utf8')) as {
    nodes: { id: number; callFrame: { functionName: string } }[]
    samples: number[]
    timeDeltas: number[]
  }
  rmSync(profile)
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id))
  return samples.reduce((sum, node, i) => sum + (idle.has(node) ? 0 : timeDeltas[i]!), 0) / 1_000
}

function load(): string {
  const [one, five] = loadavg().map((each) => each.toFixed(1))
  return `${one} and ${five} over 1 and 5 minutes`
}
