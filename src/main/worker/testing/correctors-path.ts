import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { migratePostgres, openPostgresLog } from '../../../adapters/decision-log/postgres.ts'
import type { DecisionLog } from '../../../speller/ports.ts'
import type { Decision } from '../../../speller/types.ts'
import { runProgram } from '../../child-program.ts'
import { expectEqual } from '../../testing/walk.ts'
import { thisProcess } from '../../this-process.ts'
import { runWorkerFilesCommand } from '../../worker-files-command.ts'
import { budget, chainSettings, decide, type FakeLlm, openFakeLlm, stateOf, walkChain } from './chain-walk.ts'
import { startNodeServer } from './node-server.ts'
import { openWranglerDev } from './wrangler-dev.ts'

// Correctors on the whole path, in Node and in the bundled Worker under `wrangler dev` with the catalog among its files: a fake
// endpoint of the OpenAI protocol, a fake Workers AI behind a binding, and the model of a server in Node, with deadlines, breakers,
// and a budget that two servers share. Decisions go to the PostgreSQL of DATABASE_URL. Makes dist/worker anew; ends with 1 where
// something is not as it must be.

const databaseUrl = process.env['DATABASE_URL']
if (databaseUrl === undefined) throw new Error('Set DATABASE_URL to a PostgreSQL that may be written to.')
const say = (line: string) => void process.stdout.write(`${line}\n`)
const dir = mkdtempSync(join(tmpdir(), 'querymend-correctors-'))
const shared = { DATABASE_URL: databaseUrl, QUERYMEND_DATA: dir }

const closing: (() => Promise<unknown> | void)[] = [() => rmSync(dir, { recursive: true })]
try {
  await migratePostgres({ url: databaseUrl })
  process.env['QUERYMEND_DATA'] = dir
  // the ingestion inherits the environment
  expectEqual('the ingestion', await runProgram('./ingest.ts', ['catalog/sample.tsv', '--quiet']), 0)
  const log = await openPostgresLog({ url: databaseUrl })
  const llm = await openFakeLlm()
  closing.unshift(
    () => log.close(),
    () => llm.close(),
  )
  const far = await startNodeServer({ ...shared, QUERYMEND_CORRECTOR: 'onnx', API_TOKEN: 'far-token' })
  closing.unshift(() => far.stop())
  const settings = {
    ...chainSettings,
    DATABASE_URL: databaseUrl,
    LLM_BASE_URL: llm.baseUrl,
    QUERYMEND_SERVER_URL: far.address,
    QUERYMEND_SERVER_TOKEN: 'far-token',
  }
  await inNode({ ...settings, QUERYMEND_DATA: dir }, llm, log)
  const fresh = join(dir, 'fresh')
  cpSync(join(dir, 'catalog'), join(fresh, 'catalog'), { recursive: true })
  await atOnce({ ...settings, QUERYMEND_DATA: fresh }, llm, log)
  await inWorker(settings, llm, log, () => far.stop())
  say('The correctors hold.')
} finally {
  for (const close of closing) await close()
}

type Settings = Readonly<Record<string, string>>

async function inNode(settings: Settings, llm: FakeLlm, log: DecisionLog) {
  const chain = { ...settings, QUERYMEND_CORRECTOR: 'llm,server', LLM_BUDGET_PER_DAY: String(budget) }
  const one = await startNodeServer(chain)
  const other = await startNodeServer(chain)
  closing.unshift(
    () => one.stop(),
    () => other.stop(),
  )
  say('in Node:')
  llm.works()
  const before = await decide(other.address)
  expectEqual('who answers the other server', before.model, 'openai:m')
  const ids = await walkChain(one.address, llm, (line) => say(`  ${line}`))
  const again = await startNodeServer(chain)
  closing.unshift(() => again.stop())
  const asked = llm.calls()
  for (const { address } of [other, again]) {
    const { id, model } = await decide(address)
    if (!model.startsWith('server:onnx:'))
      throw new Error(`the budget that ${address} shares is spent, yet ${model} answered`)
    ids.push(id)
  }
  expectEqual('questions that others asked of a spent budget', llm.calls(), asked)
  say(
    `  cost of the day, by the log: ${(await costOf(log, [before.id, ...ids])).toFixed(3)} of ${budget}, over two servers and a third that was started later`,
  )
}

/** Two servers with one budget, asked by many at the same time. */
async function atOnce(settings: Settings, llm: FakeLlm, log: DecisionLog) {
  const patient = { LLM_TIMEOUT_MS: '10000', QUERYMEND_BREAKER_SHARE: '1', QUERYMEND_BREAKER_FAILURES: '1000' }
  const chain = { ...settings, ...patient, QUERYMEND_CORRECTOR: 'llm', LLM_BUDGET_PER_DAY: String(budget) }
  const servers = [await startNodeServer(chain), await startNodeServer(chain)]
  closing.unshift(...servers.map((server) => () => server.stop()))
  llm.works()
  const decisions: Decision[] = []
  for (let round = 0; round < 6; round++)
    decisions.push(...(await Promise.all([...servers, ...servers, ...servers].map(({ address }) => decide(address)))))
  const refused = decisions.filter(({ model }) => model === 'noisy-channel')
  for (const { degraded } of refused) expectEqual('why the noisy channel decided', degraded, ['budget_spent'])
  expectEqual('questions that were paid', llm.calls(), decisions.length - refused.length)
  const cost = await costOf(
    log,
    decisions.map(({ id }) => id),
  )
  if (cost < budget / 2) throw new Error(`of a budget of ${budget} only ${cost} was used`)
  say(
    `  asked ${decisions.length} times, 6 at once: ${llm.calls()} answers for ${cost.toFixed(3)} of ${budget}; then budget_spent`,
  )
}

async function inWorker(settings: Settings, llm: FakeLlm, log: DecisionLog, stopFar: () => Promise<void>) {
  const { stderr } = process
  const stdout = { write: () => true } as unknown as NodeJS.WritableStream
  expectEqual('worker:files', await runWorkerFilesCommand({ ...thisProcess, args: [], env: shared, stdout, stderr }), 0)
  const ai = await openFakeAi()
  const wrangler = await openWranglerDev({
    aiUrl: ai.url,
    variables: {
      ...settings,
      QUERYMEND_CORRECTOR: 'workers-ai,llm,server',
      WORKERS_AI_MODEL: '@cf/m',
      WORKERS_AI_LORA: 'shop',
      LLM_BUDGET_PER_PROCESS: String(budget),
    },
  })
  closing.unshift(
    () => ai.close(),
    () => wrangler.stop(),
  )
  try {
    const { address } = wrangler
    say('in the Worker:')
    const first = await decide(address)
    expectEqual('who answers first', [first.model, first.degraded], ['workers-ai:@cf/m+shop', []])
    const [{ model, inputs }] = ai.asked as [{ model: string; inputs: Record<string, unknown> }]
    expectEqual('what Workers AI was asked', [model, inputs['lora'], inputs['temperature']], ['@cf/m', 'shop', 0])
    ai.fail()
    llm.works()
    for (let i = 0; i < 2; i++) expectEqual('who answers next', (await decide(address)).model, 'openai:m')
    expectEqual('the state of Workers AI', await stateOf(address, 'workers-ai'), 'workers-ai:@cf/m+shop: open')
    const ids = await walkChain(address, llm, (line) => say(`  ${line}`))
    say(`  cost, by the log: ${(await costOf(log, ids)).toFixed(3)} of ${budget} for each of the two paid correctors`)

    llm.fails()
    await stopFar()
    const alone = await decide(address)
    expectEqual('who decides when none answers', [alone.model, alone.degraded], ['noisy-channel', ['corrector_failed']])
    ids.push(alone.id)
  } catch (error) {
    stderr.write(`--- wrangler\n${wrangler.output()}\n`)
    throw error
  }
}

/** Of these decisions, once all are there; what Workers AI took is not in it. */
async function costOf(log: DecisionLog, ids: readonly string[]): Promise<number> {
  let cost = 0
  for (const id of ids) {
    let found = await log.find(id)
    for (let i = 0; i < 100 && !found; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      found = await log.find(id)
    }
    if (!found) throw new Error(`the decision ${id} is in no log`)
    for (const usage of found.record.usage ?? []) if (usage.by === 'openai:m') cost += usage.cost
  }
  if (cost > budget) throw new Error(`answers cost ${cost}, and the budget is ${budget}`)
  return cost
}

/** What the fake Workers AI passes its questions on to. */
async function openFakeAi() {
  const asked: unknown[] = []
  let isFailing = false
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(JSON.parse(body))
      if (isFailing) return void response.writeHead(500).end('3040: out of capacity')
      response.end(JSON.stringify({ response: 'nike shoes', usage: { prompt_tokens: 300, completion_tokens: 3 } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    fail: () => void (isFailing = true),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
