/** The same array, or where it is shorter than `least`, a longer one that begins with it. */
export function growing(array: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  if (least <= array.length) return array
  const longer = new Int32Array(Math.max(least, array.length * 2))
  longer.set(array)
  return longer
}
