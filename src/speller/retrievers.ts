/**
 * How an index finds names. hybrid: by edits and shared n-grams of the whole joined form. bm25: by shared terms. fuzzy-bm25: by
 * terms within 1 or 2 edits, which count less. Whichever it is, a name whose joined form equals the span's comes first.
 */
export const retrieverNames = ['hybrid', 'bm25', 'fuzzy-bm25'] as const
export type RetrieverName = (typeof retrieverNames)[number]
