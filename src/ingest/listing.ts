/** So many, each made when its turn comes. Can be walked through again. */
export interface Listing<Each> extends Iterable<Each> {
  readonly length: number
}
