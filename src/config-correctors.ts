import { given } from './config-fields.ts'

/** Correctors by name; `none` may stand alone or last, and says what holds anyway. */
const correctorNames = ['onnx', 'llm', 'server', 'workers-ai'] as const
export type CorrectorName = (typeof correctorNames)[number]

/** Names in the order in which they are asked, each once. */
export const correctorList = () => {
  const namesOf = (value: string) => value.split(',').map((name) => name.trim())
  const isName = (name: string): name is CorrectorName => (correctorNames as readonly string[]).includes(name)
  const asked = (value: string) => (namesOf(value).at(-1) === 'none' ? namesOf(value).slice(0, -1) : namesOf(value))
  const holds = (value: string) => asked(value).every(isName) && new Set(asked(value)).size === asked(value).length
  return given(
    `${correctorNames.join(', ')}, with commas in the order to ask them, each once; none alone or last`,
    holds,
  )
    .transform((value) => asked(value).filter(isName))
    .default(['onnx'])
}

/** A setting that a corrector cannot do without. Also asked of values that were refused already, which are still text. */
export function neededBy<Key extends string>(name: CorrectorName, key: Key) {
  const holds = (group: { readonly correctors: unknown } & { readonly [_ in Key]?: unknown }) =>
    !(Array.isArray(group.correctors) && group.correctors.includes(name)) || group[key] !== undefined
  return [
    holds,
    { path: [key] as string[], error: `required when QUERYMEND_CORRECTOR has ${name}`, when: () => true },
  ] as const
}
