import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SpellerError } from '../speller/errors.ts'

/** Bytes that need not be in memory. The file has no name, so that nothing of it is left however the process ends. */
export interface ScratchFile {
  /** Where the bytes begin. Fails with `config_invalid` where there is no room. */
  append(bytes: Uint8Array): number
  /** Fills `into` as far as the file goes, and returns how many bytes that are. */
  read(into: Uint8Array, position: number): number
  /** Gives the room back; may be repeated. */
  close(): void
}

/** Made when it is first written to, in `folder`, or that of the system (`TMPDIR`). */
export function createScratchFile(folder: string = tmpdir()): ScratchFile {
  let file: number | undefined
  let size = 0

  const open = () => {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `spill-${randomUUID()}.tmp`)
    const opened = openSync(path, 'wx+')
    unlinkSync(path)
    return opened
  }

  return {
    append(bytes) {
      const position = size
      try {
        file ??= open()
        for (let done = 0; done < bytes.length;) {
          const written = writeSync(file, bytes, done, bytes.length - done, size)
          done += written
          size += written
        }
      } catch (cause) {
        const message = `${folder}: cannot hold what does not fit in memory: ${(cause as Error).message}; make room there`
        throw new SpellerError('config_invalid', message, { cause })
      }
      return position
    },
    read(into, position) {
      if (file === undefined) return 0
      let done = 0
      while (done < into.length) {
        const read = readSync(file, into, done, into.length - done, position + done)
        if (read === 0) break
        done += read
      }
      return done
    },
    close() {
      if (file !== undefined) closeSync(file)
      file = undefined
      size = 0
    },
  }
}
