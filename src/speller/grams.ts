import { fnv1a } from './hash.ts'

/** Distinct character 2- and 3-grams of a joined form, with `^` before and `$` behind it. Empty for an empty form. */
export function gramsOf(joinedForm: string): string[] {
  if (joinedForm === '') return []
  const codes = ['^', ...joinedForm, '$']
  const grams = new Set<string>()
  for (let i = 0; i + 1 < codes.length; i++) {
    grams.add(codes[i]! + codes[i + 1]!)
    if (i + 2 < codes.length) grams.add(codes[i]! + codes[i + 1]! + codes[i + 2]!)
  }
  return [...grams]
}

/** Unsigned 32-bit id of a gram: its dimension in a sparse vector. */
export function gramId(gram: string): number {
  return fnv1a(gram)
}
