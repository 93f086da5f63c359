/** Rows of a US keyboard; a key's neighbours stand beside it or, shifted by at most one, in the next row. */
const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** The keys around each letter's key. */
export const keyNeighbours: ReadonlyMap<string, string> = new Map(
  rows.flatMap((row, r) =>
    [...row].map((key, k): [string, string] => {
      const around = [
        row[k - 1],
        row[k + 1],
        rows[r - 1]?.[k],
        rows[r - 1]?.[k + 1],
        rows[r + 1]?.[k],
        rows[r + 1]?.[k - 1],
      ]
      return [key, around.filter((other) => other !== undefined).join('')]
    }),
  ),
)

/** Probability that a finger hits one given neighbour of the key that was meant. */
export const keySlip = 0.0003
