import { parseHTML } from 'linkedom'

/** What is used of a document's nodes: the project is compiled without a browser's types. */
export interface PageNode {
  readonly id: string
  readonly textContent: string | null
  readonly outerHTML: string
  getAttribute(name: string): string | null
  setAttribute(name: string, value: string): void
  querySelector(selector: string): PageNode | null
  querySelectorAll(selector: string): Iterable<PageNode>
}

const parse = parseHTML as unknown as (markup: string) => { readonly document: PageNode }

export function parsePage(markup: string): PageNode {
  return parse(markup).document
}
