/** One product of the shop's feed. */
export interface Product {
  readonly id: string
  readonly title: string
  readonly brand?: string
  readonly productType?: string
  /** BCP 47 tag; absent: the feed's own, or none. */
  readonly locale?: string
}
