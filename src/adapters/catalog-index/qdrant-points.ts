import { createHash } from 'node:crypto'
import { z } from 'zod'
import { codePoints } from '../../speller/edit-distance.ts'
import { SpellerError } from '../../speller/errors.ts'
import { gramId, gramsOf } from '../../speller/grams.ts'
import { joined } from '../../speller/normalise.ts'
import { partsOf } from '../../speller/name-parts.ts'
import { nameSound } from '../../speller/sound-alikes.ts'
import type { BigramCount, Name } from '../../speller/types.ts'
import { deletionPrefix, visitDeletions } from './deletions.ts'
import type { Multivector, Point, SparseVector } from './qdrant-requests.ts'
import { termsOf, termVector } from './qdrant-terms.ts'

/** Raise when a stored point changes its meaning; older generations are then refused, not misread. */
export const schemaVersion = 3

/** Payload keys of a name that a search brings back. */
export const nameKeys = ['text', 'form', 'kind', 'count', 'locale', 'live']

/** Longest joined form of a span looked up by deletions: beyond it grams are the better net. */
export const maxDeletionSpan = deletionPrefix + 2
/** Names longer than this are out of reach of such a span. */
const maxDeletionName = maxDeletionSpan + 2

const nameKind = z.enum(['brand', 'line', 'query', 'phrase', 'term'])
const namePayload = z.object({
  text: z.string(),
  form: z.string(),
  kind: nameKind,
  count: z.number(),
  locale: z.string(),
  live: z.literal(true).optional(),
})
const metadataPayload = z.object({
  schemaVersion: z.number(),
  generation: z.string(),
  bigrams: z.number(),
  products: z.number(),
  /** Forms of its own names that were removed at run time; some may be names again. */
  removed: z.record(z.string(), z.literal(true)).optional(),
  /** Absent in generations of earlier versions. */
  kinds: z.record(nameKind, z.number()).optional(),
  follows: z.string().optional(),
  /** Of the vectors for late interaction; absent where there are none. */
  encoder: z.string().optional(),
  /** Absent until names change at run time. */
  revision: z.string().optional(),
  /** The last sign of life of its build. */
  beat: z.string().optional(),
})
export type Metadata = z.infer<typeof metadataPayload>

/** The point that describes the generation. */
export const metadataId = '00000000-0000-4000-8000-000000000000'

export function metadataPoint(metadata: Omit<Metadata, 'schemaVersion'>): Point {
  return { id: metadataId, vector: {}, payload: { schemaVersion, ...metadata } }
}

/**
 * `live` marks a name added at run time: it is carried into the next generation, and found by edits, not by terms. `late`: vectors
 * for late interaction, where the collection has them.
 */
export function namePoint(name: Name, live: boolean, late?: Multivector): Point {
  const joinedForm = joined(name.form)
  const grams = gramVector(joinedForm)
  // so that of names that share as many, the frequent ones are among those that the server returns
  const weight = 1 + Math.log(name.count) / 10
  const sound = nameSound(name)
  const deletions = codePoints(joinedForm).length > maxDeletionName ? undefined : deletionVector(joinedForm, weight)
  return {
    id: pointId('name', name.locale ?? '', name.form),
    vector: {
      ...(grams && { grams }),
      ...(deletions && { deletions }),
      ...(!live && { terms: termVector(name) }),
      ...(late && { late }),
    },
    payload: {
      text: name.text,
      form: name.form,
      // so that a brand is met by each of its terms
      joined: live ? [joinedForm, ...partsOf(name).map(({ form }) => form)] : joinedForm,
      kind: name.kind,
      count: name.count,
      locale: name.locale ?? '',
      ...(sound !== undefined && { sound }),
      ...(live ? { live } : { terms: termsOf(name.form) }),
    },
  }
}

export function bigramPoint(bigram: BigramCount): Point {
  return {
    id: pointId('bigram', '', bigram.form),
    vector: {},
    payload: { bigram: bigram.form, count: bigram.count },
  }
}

/** Character n-grams of a joined form, of unit length, so that a dot product is a cosine before idf. */
export function gramVector(joinedForm: string): SparseVector | undefined {
  const indices = [...new Set(gramsOf(joinedForm).map(gramId))]
  const value = 1 / Math.sqrt(indices.length)
  return indices.length === 0 ? undefined : { indices, values: indices.map(() => value) }
}

/** Hashes of what deletions leave of a joined form: two forms within `nearEdits` share at least one, and closer ones more. */
export function deletionVector(joinedForm: string, value = 1): SparseVector | undefined {
  const units = codePoints(joinedForm)
  const hashes = new Set<number>()
  visitDeletions(units, 0, units.length, (hash) => hashes.add(hash))
  const indices = [...hashes]
  return units.length === 0 ? undefined : { indices, values: indices.map(() => value) }
}

export function nameOf(payload: unknown): Name {
  const parsed = namePayload.safeParse(payload)
  if (!parsed.success)
    throw new SpellerError(
      'index_failed',
      `Qdrant returned a point that is no Querymend name: ${JSON.stringify(payload)}. Ingest the catalog again.`,
      { cause: parsed.error },
    )
  const { locale, live, ...name } = parsed.data
  return { ...name, ...(locale !== '' && { locale }), ...(live && { isAdded: live }) }
}

/** Throws `index_failed` for a collection that is no catalog, `catalog_invalid` for one of another version of this adapter. */
export function metadataOf(payload: unknown, collection: string): Metadata {
  const parsed = metadataPayload.safeParse(payload)
  if (!parsed.success)
    throw new SpellerError(
      'index_failed',
      `The Qdrant collection '${collection}' is no Querymend catalog: it has no readable metadata point. Choose another collection name or ingest the catalog again.`,
      { cause: parsed.error },
    )
  if (parsed.data.schemaVersion !== schemaVersion)
    throw new SpellerError(
      'catalog_invalid',
      `The Qdrant collection '${collection}' has catalog schema ${parsed.data.schemaVersion}, this program reads ${schemaVersion}. Ingest the catalog again.`,
    )
  return parsed.data
}

/** Of a catalog of any version. */
export function revisionOf(payload: unknown): string | undefined {
  return metadataPayload.safeParse(payload).data?.revision
}

export function followsOf(payload: unknown): string | undefined {
  return metadataPayload.safeParse(payload).data?.follows
}

export function beatOf(payload: unknown): string | undefined {
  return metadataPayload.safeParse(payload).data?.beat
}

/** A UUID that depends on nothing but its parts, so that writing again replaces. */
function pointId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\t')).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
