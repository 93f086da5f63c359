import { bytesInMemory } from '../../adapters/catalog-index/byte-source.ts'
import { buildIndex } from '../../adapters/catalog-index/embedded-build.ts'
import { createLateSearch, type LateOptions } from '../../adapters/catalog-index/embedded-late.ts'
import { openIndexFile } from '../../adapters/catalog-index/embedded-search.ts'
import { buildVectors, openVectors } from '../../adapters/catalog-index/embedded-vectors.ts'
import { joined } from '../../speller/normalise.ts'
import type { NameEncoder } from '../../speller/ports.ts'
import type { Name } from '../../speller/types.ts'

/** Forms of the names found for a span, best first. */
type Search = (typed: string) => Promise<readonly string[]>

/** Late interaction over one set of vectors, as it is served and by a scan of all of them; `megabytes`: of the vectors' file. */
export async function openLateTwins(
  names: readonly Name[],
  encoder: NameEncoder,
  limit: number,
): Promise<{ readonly search: Search; readonly scan: Search; readonly megabytes: number }> {
  const index = openIndexFile(buildIndex('bench', names, [], 0))
  const file = await buildVectors(index, encoder)
  const vectors = openVectors(bytesInMemory(file), index, encoder)
  const searchBy = (options: LateOptions): Search => {
    const search = createLateSearch(index, vectors, options)
    return async (typed) => {
      const [own] = await encoder.spans([joined(typed)])
      return search(typed, limit, undefined, { vectors: own! }).map(({ name }) => name.form)
    }
  }
  return {
    search: searchBy({}),
    scan: searchBy({ probes: Infinity, pool: Infinity }),
    megabytes: file.byteLength / 1e6,
  }
}
