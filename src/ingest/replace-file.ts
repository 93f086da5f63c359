import { open, rename, rm } from 'node:fs/promises'

/** Texts that are written at once. */
const atOnce = 2_000

/**
 * Readers see the old text or the new one, never a part; durable when it resolves. Several texts are written one after another. Leaves
 * `<path>.tmp` only when killed.
 */
export async function replaceFile(path: string, text: string | AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.tmp`
  const file = await open(temporary, 'w')
  try {
    if (typeof text === 'string') await file.writeFile(text)
    else await writeAll(text, (block) => file.writeFile(block))
    await file.sync()
  } catch (error) {
    await file.close()
    await rm(temporary, { force: true })
    throw error
  }
  await file.close()
  await rename(temporary, path)
}

async function writeAll(texts: AsyncIterable<string>, write: (block: string) => Promise<void>): Promise<void> {
  let block: string[] = []
  for await (const text of texts) {
    if (block.push(text) < atOnce) continue
    await write(block.join(''))
    block = []
  }
  await write(block.join(''))
}
