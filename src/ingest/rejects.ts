import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reject, RejectReason } from './feed-entry.ts'

export interface RejectsFile {
  /** Absent: only counted. */
  readonly path: string | undefined
  readonly counts: Readonly<Partial<Record<RejectReason, number>>>
  readonly total: number
  add(line: number, reject: Reject): Promise<void>
  /** Puts the whole file in place at once; removes an older one when nothing was rejected. */
  finish(): Promise<void>
  /** Leaves an older file as it was. */
  discard(): Promise<void>
}

const bufferedLength = 64 * 1024

/** `<dataDir>/<feed>.rejects.jsonl`: one `{line or row, reason, detail?, raw}` per line. Built beside it, so it is never half-written. */
export function openRejectsFile(dataDir: string | undefined, feed: string, unit: 'line' | 'row'): RejectsFile {
  const path = dataDir === undefined ? undefined : join(dataDir, `${feed}.rejects.jsonl`)
  const temporary = `${path}.tmp`
  const counts: Partial<Record<RejectReason, number>> = {}
  let total = 0
  let file: FileHandle | undefined
  let buffered = ''

  const write = async () => {
    file ??= await open(temporary, 'w')
    await file.writeFile(buffered)
    buffered = ''
  }
  return {
    path,
    counts,
    get total() {
      return total
    },
    async add(line, { reason, detail, raw }) {
      total++
      counts[reason] = (counts[reason] ?? 0) + 1
      if (path === undefined) return
      buffered += JSON.stringify({ [unit]: line, reason, detail, raw }) + '\n'
      if (buffered.length > bufferedLength) await write()
    },
    async finish() {
      if (path === undefined) return
      if (total === 0) {
        await Promise.all([rm(path, { force: true }), rm(temporary, { force: true })])
        return
      }
      await write()
      await file!.sync()
      await file!.close()
      file = undefined
      await rename(temporary, path)
    },
    async discard() {
      if (path === undefined) return
      await file?.close()
      file = undefined
      await rm(temporary, { force: true })
    },
  }
}
