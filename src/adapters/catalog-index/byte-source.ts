/** Bytes that are read where they are wanted. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number
  /** The bytes from `at`; a view or a copy, which begins at a multiple of 8. Not to be written to. */
  read(at: number, length: number): Uint8Array
  /** The bytes from `at`, through the pages that are kept, until the next call: for short stretches that are asked for again and again. */
  page(at: number, length: number): Uint8Array
  close(): void
}

export function bytesInMemory(bytes: Uint8Array): ByteSource {
  const read = (at: number, length: number) => bytes.subarray(at, at + length)
  return { size: bytes.length, read, page: read, close: () => undefined }
}
