/** Those that need nothing but the names: every index has them. */
export const plainRetrieverNames = ['hybrid', 'bm25', 'fuzzy-bm25'] as const
export type PlainRetrieverName = (typeof plainRetrieverNames)[number]

/**
 * How an index finds names. hybrid: by edits and shared n-grams of the whole joined form. bm25: by shared terms. fuzzy-bm25: by
 * terms within 1 or 2 edits, which count less. late-interaction: by vectors of their parts, which a model gives. Whichever it is, a
 * name whose joined form equals the span's comes first.
 */
export const retrieverNames = [...plainRetrieverNames, 'late-interaction'] as const
export type RetrieverName = (typeof retrieverNames)[number]
