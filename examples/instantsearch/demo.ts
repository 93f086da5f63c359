import { createClient } from 'querymend/client'
import { correctionWidget } from './correction-widget.ts'
import { withQuerymend } from './search-client.ts'

// A page with a shop of six products in it, in place of a search engine.

interface Widget {
  readonly $$type?: string
}
interface InstantSearchLibrary {
  (options: object): { addWidgets(widgets: readonly (Widget | object)[]): void; start(): void }
  readonly widgets: Readonly<Record<'searchBox' | 'hits', (options: object) => Widget>>
}
declare const instantsearch: InstantSearchLibrary

const products = [
  'Nike Running Shoes',
  'Nike Court Shoes',
  'Nikon Camera',
  'Playgro Baby Mat',
  'Bosch Drill',
  'Bosch Saw',
]

const shop = {
  async search(requests: readonly { readonly indexName: string; readonly params: { readonly query?: string } }[]) {
    const results = requests.map(({ indexName, params: { query = '' } }) => {
      const terms = query.toLowerCase().split(/\s+/)
      const found = products.filter((title) => terms.every((term) => title.toLowerCase().includes(term)))
      const hits = found.map((title) => ({ objectID: title, title }))
      return { index: indexName, query, hits, nbHits: hits.length, page: 0, nbPages: 1, hitsPerPage: 20, params: '' }
    })
    return { results }
  },
}

const querymend = createClient('', { timeoutMs: 1_000 })
const { searchClient, corrections } = withQuerymend(shop, querymend)
const search = instantsearch({ indexName: 'products', searchClient })
search.addWidgets([
  instantsearch.widgets.searchBox({ container: '#search-box', searchAsYouType: false }),
  correctionWidget({ container: document.querySelector('#correction')!, corrections, querymend }),
  instantsearch.widgets.hits({
    container: '#hits',
    templates: { item: (hit: { readonly title: string }) => hit.title },
  }),
])
search.start()
