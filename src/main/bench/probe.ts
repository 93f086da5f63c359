import { join } from 'node:path'
import { startNode, typescript } from './child.ts'
import type { ProbePlaces, Stage } from './memory-probe.ts'
import type { CatalogSearch } from './retrieval-probe.ts'

const script = join(import.meta.dirname, 'memory-probe.ts')
const catalogScript = join(import.meta.dirname, 'retrieval-probe.ts')

/** Resident memory, after a collection, of a process of its own that opened everything up to this stage. */
export async function residentMegabytes(upTo: Stage, places: ProbePlaces): Promise<number> {
  return answerOf([...typescript, '--expose-gc', script, upTo, JSON.stringify(places)])
}

/** The same of one that opened the embedded catalog of a directory, and searched it for these spans by the retriever. */
export async function catalogMegabytes(dir: string, spans: readonly string[], by: CatalogSearch): Promise<number> {
  return answerOf([...typescript, '--expose-gc', catalogScript, dir, JSON.stringify(spans), JSON.stringify(by)])
}

/** The same of Node that runs nothing. */
export async function bareMegabytes(): Promise<number> {
  return answerOf(['--expose-gc', '-e', 'gc(); console.log("rss " + process.memoryUsage().rss)'])
}

async function answerOf(args: readonly string[]): Promise<number> {
  const child = await startNode(args, process.env, (line) => /^rss (\d+)$/.exec(line)?.[1])
  await child.ended
  return Number(child.found) / 1e6
}
