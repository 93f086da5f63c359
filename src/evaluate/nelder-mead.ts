export interface Minimum {
  readonly at: readonly number[]
  readonly value: number
}

const mostSteps = 4000
const tolerance = 1e-12

/** A point with its value. */
interface Vertex {
  readonly at: readonly number[]
  readonly value: number
}

/**
 * A local minimum of a function of a few numbers, without its gradient; the better the start, the better. Deterministic.
 * Nelder and Mead 1965, with the usual coefficients.
 */
export function minimise(f: (at: readonly number[]) => number, start: readonly number[], step = 0.5): Minimum {
  const vertex = (at: readonly number[]): Vertex => ({ at, value: f(at) })
  const simplex = [vertex(start), ...start.map((_, i) => vertex(start.map((x, j) => (i === j ? x + step : x))))]
  for (let n = 0; n < mostSteps; n++) {
    simplex.sort((a, b) => a.value - b.value)
    const best = simplex[0]!
    const worst = simplex.at(-1)!
    if (Math.abs(worst.value - best.value) <= tolerance * (1 + Math.abs(best.value)) && isSmall(simplex)) break
    const centre = start.map((_, i) => simplex.slice(0, -1).reduce((sum, { at }) => sum + at[i]!, 0) / start.length)
    const along = (factor: number) => vertex(centre.map((x, i) => x + factor * (worst.at[i]! - x)))
    const reflected = along(-1)
    if (reflected.value < best.value) {
      const expanded = along(-2)
      simplex[simplex.length - 1] = expanded.value < reflected.value ? expanded : reflected
    } else if (reflected.value < simplex.at(-2)!.value) {
      simplex[simplex.length - 1] = reflected
    } else {
      const contracted = reflected.value < worst.value ? along(-0.5) : along(0.5)
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[simplex.length - 1] = contracted
      else simplex.forEach(({ at }, i) => (simplex[i] = vertex(at.map((x, j) => best.at[j]! + (x - best.at[j]!) / 2))))
    }
  }
  return simplex.sort((a, b) => a.value - b.value)[0]!
}

function isSmall(simplex: readonly Vertex[]): boolean {
  const [best] = simplex
  return simplex.every(({ at }) => at.every((x, i) => Math.abs(x - best!.at[i]!) < 1e-7))
}
