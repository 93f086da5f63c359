import type { Client, Correction } from 'querymend/client'
import type { CorrectedResult, Corrections } from './search-client.ts'

/** What is used of InstantSearch in a widget's life. */
interface Rendered {
  readonly results?: CorrectedResult | null
  readonly helper: { setQuery(query: string): { search(): unknown } }
  readonly instantSearchInstance: { refresh(): void }
}

export interface CorrectionWidgetOptions {
  /** Left empty where there is nothing to say. */
  readonly container: Element
  readonly corrections: Corrections
  readonly querymend: Client
}

/**
 * An InstantSearch widget: "Showing results for … Search instead for …" by a rewrite, "Did you mean …" by a suggestion. What the
 * shopper chooses is told to Querymend and holds for the visit. Texts are set as text, never as HTML.
 */
export function correctionWidget({ container, corrections, querymend }: CorrectionWidgetOptions) {
  const show = (before: string, strong: string | undefined, offer: string, text: string, choose: () => void) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = text
    button.addEventListener('click', choose, { once: true })
    const parts: (string | Node)[] = []
    if (strong !== undefined) {
      const shown = document.createElement('strong')
      shown.textContent = strong
      parts.push(before, shown, ' ')
    }
    container.replaceChildren(...parts, offer, button)
  }
  const showCorrection = ({ query, suggested, decision }: Correction, { helper, instantSearchInstance }: Rendered) => {
    if (decision?.verdict === 'rewrite')
      return show('Showing results for ', decision.applied, 'Search instead for ', query, () => {
        corrections.keep(query)
        void querymend.feedback(decision.id, 'reverted')
        instantSearchInstance.refresh()
      })
    if (decision && suggested !== undefined)
      return show('', undefined, 'Did you mean ', suggested, () => {
        corrections.keep(suggested)
        void querymend.feedback(decision.id, 'accepted')
        helper.setQuery(suggested).search()
      })
    container.replaceChildren()
  }
  return {
    $$type: 'querymend.correction',
    init() {
      container.setAttribute('aria-live', 'polite')
    },
    render(rendered: Rendered) {
      const correction = rendered.results?.querymend
      if (correction) showCorrection(correction, rendered)
      else container.replaceChildren()
    },
    dispose() {
      container.replaceChildren()
    },
  }
}
