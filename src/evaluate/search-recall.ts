/** Products that a page of results shows. */
export const searchDepth = 24

/**
 * Share of the relevant products among the first 24 found. In [0, 1]; higher is better; below 1 by necessity where more than
 * 24 are relevant, or the catalog lacks some. `relevant`: different ids, at least one. Manning et al. 2008, section 8.4.
 */
export function recallAt24(found: readonly string[], relevant: readonly string[]): number {
  const shown = new Set(found.slice(0, searchDepth))
  return relevant.filter((id) => shown.has(id)).length / relevant.length
}

/**
 * Share of the recall lost by searching as typed that the corrected texts win back: 0 as typed, 1 as with the gold. Above 1
 * where they find more than the gold, below 0 where they lose more. NaN unless the gold finds more than what was typed.
 */
export function wonBack(raw: number, corrected: number, gold: number): number {
  return gold > raw ? (corrected - raw) / (gold - raw) : NaN
}
