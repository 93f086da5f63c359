import { readFileSync } from 'node:fs'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SpellerError } from '../../speller/errors.ts'
import { createLiveNames, type LiveChange, type LiveNames } from './live-names.ts'

/** Durable when it resolves. */
export async function appendChange(file: string, entry: LiveChange): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const handle = await open(file, 'a')
  try {
    // what a crash cut off must not swallow the next change
    const text = await readFile(file)
    const whole = text.lastIndexOf(10) + 1
    if (whole < text.length) await handle.truncate(whole)
    await handle.appendFile(JSON.stringify(entry) + '\n')
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A last line cut off by a crash is no change; any other broken line is an error. */
export function readLive(file: string, generation: string): LiveNames {
  const live = createLiveNames()
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return live
  }
  const lines = text.split('\n')
  lines.forEach((line, i) => {
    if (line === '' || i === lines.length - 1) return
    try {
      live.apply(JSON.parse(line) as LiveChange, generation)
    } catch (cause) {
      throw new SpellerError('catalog_invalid', `${file}:${i + 1} is not a change of names. Remove the line.`, {
        cause,
      })
    }
  })
  return live
}
