import { closeSync, existsSync, openSync, readFileSync, readdirSync, readSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { SpellerError } from '../../speller/errors.ts'
import type { ByteSource } from './byte-source.ts'
import { headerAt, headerLength, type IndexHeader, parseHeader, type PlannedFile } from './embedded-format.ts'
import { keptIds, refusedAsLost } from './generations.ts'
import { openPagedFile } from './paged-file.ts'

// A directory holds: one file per generation (`<id>.qmix`), and beside it one of vectors where the retriever that was set when it
// was built needs them (`<id>.qmlv`, complete before the other is there), CURRENT with the live one's id, and `live.jsonl`, the changes
// made at run time, oldest first (`live.jsonl.lock` while one is written). Files appear by rename, so that a reader never meets half of one.

const suffix = '.qmix'
const vectorsSuffix = '.qmlv'
const partSuffix = '.part'
/** In one write, bytes. */
const mostWritten = 2 ** 30

const currentFile = (dir: string) => join(dir, 'CURRENT')
export const liveFile = (dir: string) => join(dir, 'live.jsonl')
export const generationFile = (dir: string, id: string) => join(dir, id + suffix)

export const vectorsFile = (dir: string, id: string) => join(dir, id + vectorsSuffix)

/** Id of the live generation, whose file may be lost; undefined before the first, and where CURRENT is empty. */
export function currentId(dir: string): string | undefined {
  try {
    return readFileSync(currentFile(dir), 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}

/** Ids of the generations that are whole, newest first: ids begin with the time. */
export function generationIds(dir: string): string[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort()
    .reverse()
}

/** Fails with `catalog_invalid` where the file is lost, as the system does where it cannot be read. */
export function readGeneration(dir: string, id: string): Uint8Array {
  try {
    return readAligned(generationFile(dir, id))
  } catch (error) {
    throw lossOf(dir, id) ?? error
  }
}

/** That the generation has no file, and what to do; undefined where it has one. */
export function lossOf(dir: string, id: string): SpellerError | undefined {
  const file = generationFile(dir, id)
  if (existsSync(file)) return undefined
  const isOtherKept = generationIds(dir).some((other) => readableHeader(dir, other))
  return refusedAsLost(id, file, isOtherKept)
}

/** Undefined where the generation has none. To be closed. */
export function readVectors(dir: string, id: string): ByteSource | undefined {
  return existsSync(vectorsFile(dir, id)) ? openPagedFile(vectorsFile(dir, id)) : undefined
}

function readAligned(path: string): Uint8Array {
  const file = readFileSync(path)
  // a small file may lie in a shared buffer, where typed arrays cannot begin
  return file.byteOffset % 8 === 0 ? file : new Uint8Array(file)
}

export function removeGenerationFiles(dir: string, id: string): void {
  rmSync(generationFile(dir, id), { force: true })
  rmSync(vectorsFile(dir, id), { force: true })
}

/** Reads the header only; undefined for a file that is none of this version. */
export function readableHeader(dir: string, id: string): IndexHeader | undefined {
  try {
    return readHeader(dir, id)
  } catch {
    return undefined
  }
}

function readHeader(dir: string, id: string): IndexHeader {
  const file = openSync(generationFile(dir, id), 'r')
  try {
    const start = new Uint8Array(headerAt)
    const read = readSync(file, start, 0, headerAt, 0)
    const json = new Uint8Array(headerLength(start.subarray(0, read)))
    readSync(file, json, 0, json.length, headerAt)
    return parseHeader(json)
  } finally {
    closeSync(file)
  }
}

/** Durable and whole, or not there. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await writePart(file, { size: bytes.length, parts: () => [{ at: 0, bytes }] })
  await placePart(file)
}

/** Writes what is to be this file, durably, beside where it will be. It is there once it is placed. */
export async function writePart(file: string, planned: PlannedFile): Promise<void> {
  const handle = await open(partOf(file), 'w')
  try {
    for (const { at, bytes } of planned.parts()) await writeAt(handle, bytes, at)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** All of the bytes: a single write takes no more than 2 GiB, and may take less. */
async function writeAt(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const length = Math.min(mostWritten, bytes.length - done)
    done += (await handle.write(bytes, done, length, at + done)).bytesWritten
  }
}

export function readPart(file: string): Uint8Array {
  return readAligned(partOf(file))
}

export async function placePart(file: string): Promise<void> {
  await rename(partOf(file), file)
}

export function removePart(file: string): void {
  rmSync(partOf(file), { force: true })
}

function partOf(file: string): string {
  return file + partSuffix
}

export async function makeCurrent(dir: string, id: string): Promise<void> {
  await writeWhole(currentFile(dir), new TextEncoder().encode(id))
}

/** Removes unfinished files, vectors without their generation, and all generations but those of `keptIds`. */
export function sweep(dir: string, keep: number): void {
  for (const file of readdirSync(dir)) if (file.endsWith(partSuffix)) rmSync(join(dir, file), { force: true })
  const ids = generationIds(dir)
  const kept = keptIds(ids, currentId(dir), (id) => readableHeader(dir, id)?.follows, keep)
  for (const id of ids) if (!kept.has(id)) removeGenerationFiles(dir, id)
  // of a build that was killed between its two files
  for (const file of readdirSync(dir))
    if (file.endsWith(vectorsSuffix) && !kept.has(file.slice(0, -vectorsSuffix.length))) rmSync(join(dir, file))
}

/** Tells whether a file was replaced or has grown. */
export function stamp(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.ino}/${stats.size}/${stats.mtimeMs}`
}
