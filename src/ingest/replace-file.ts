import { open, rename } from 'node:fs/promises'

/** Readers see the old text or the new one, never a part; durable when it resolves. Leaves `<path>.tmp` only when killed. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}
