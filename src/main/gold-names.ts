import { basename, resolve } from 'node:path'
import { SpellerError } from '../speller/errors.ts'
import type { GoldArgument } from './gold-files.ts'

/**
 * What each gold file is called in a report, all different: its base name; where several have that, with its restriction, and where that
 * tells them apart neither, with its path. Fails with `gold_invalid` for a file that is given twice with the same restriction.
 */
export function goldNames(given: readonly GoldArgument[]): readonly string[] {
  const restricted = (name: string, without = '') => (without === '' ? name : `${name}@without=${without}`)
  const names = [
    ({ path }: GoldArgument) => basename(path),
    ({ path, without }: GoldArgument) => restricted(basename(path), without && basename(without)),
    ({ path, without }: GoldArgument) => restricted(path, without),
  ]
  const count = (key: (one: GoldArgument) => string, wanted: string) =>
    given.filter((one) => key(one) === wanted).length
  return given.map((argument) => {
    const { path, without } = argument
    const place = (one: GoldArgument) => JSON.stringify([resolve(one.path), one.without && resolve(one.without)])
    const name = names.find((nameOf) => count(nameOf, nameOf(argument)) === 1)
    if (name && count(place, place(argument)) === 1) return name(argument)
    throw new SpellerError('gold_invalid', `${restricted(path, without)}: given twice; name each gold file once`)
  })
}
