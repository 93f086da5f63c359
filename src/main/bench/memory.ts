import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Stage, stages } from './memory-probe.ts'
import { makeModelFolder } from './model-folder.ts'
import { bareMegabytes, residentMegabytes } from './probe.ts'
import { ingestSample } from './sample.ts'
import { type Bench, hasModel, noModelNote } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { median } from './timing.ts'

const labels: Record<Stage, string> = {
  nothing: 'Node with tsx',
  knowledge: '+ knowledge',
  index: '+ index of the feed',
  model: '+ model in one worker, asked once',
  http: '+ HTTP interface, decision log in memory',
  pglite: '+ PGlite, its database made anew',
}

/** Resident memory, stage on stage, each in processes of its own. */
export async function measureMemory(bench: Bench, sheet: Sheet): Promise<void> {
  const runs = bench.isQuick ? 1 : 3
  sheet.sizes({ 'processes each': runs })
  const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-'))
  const repeated = async (run: () => Promise<number>) => {
    const values: number[] = []
    for (let i = 0; i < runs; i++) values.push(await run())
    return median(values)
  }
  try {
    const modelDir = await makeModelFolder(bench, join(dir, 'model'))
    const places = { dataDir: join(dir, 'data'), logDir: join(dir, 'log'), modelDir }
    await ingestSample(bench, places.dataDir)
    const bare = await repeated(bareMegabytes)
    const baseline = { name: 'bare Node', value: bare }
    if (!hasModel(bench)) sheet.note(noModelNote(bench))
    for (const stage of stages.filter((each) => each !== 'model' || hasModel(bench))) {
      const value = await repeated(async () => {
        await rm(places.logDir, { recursive: true, force: true })
        return residentMegabytes(stage, places)
      })
      sheet.figure({ name: labels[stage], unit: 'MB', n: runs, value, baseline })
    }
    const value = await repeated(() => residentMegabytes('pglite', places))
    sheet.figure({ name: '+ PGlite, its database there already', unit: 'MB', n: runs, value, baseline })
  } finally {
    await rm(dir, { recursive: true })
  }
}
