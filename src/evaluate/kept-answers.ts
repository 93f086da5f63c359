import type { Answer } from './system.ts'

/** Answers of one system to what it was asked before, by `askedKey`. */
export interface KeptAnswers {
  /** Of an earlier run, with `keptFrom`, or of this one, without. */
  get(key: string): Answer | undefined
  /** Survives the end of the process once it returns, however that ends. */
  put(key: string, answer: Answer): void
  close(): void
}

/** `cacheKey`: of the system; what is kept for another is not seen. */
export type OpenKept = (cacheKey: string) => KeptAnswers
