import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Stands for `data/` of a deployment; made and removed by the setup. One process runs the setup and answers for the assets. */
export const edgeDataDir = join(tmpdir(), `querymend-edge-${process.pid}`)
