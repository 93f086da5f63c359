/**
 * Where a Worker looks for its files, among its assets and in its bucket: the same places wherever they lay on the machine that made them,
 * so that no path has to be told twice.
 */
export const places = {
  /** What was learned, graphs, and the tables that a model shares with others, all in one folder. */
  model: 'models',
  overrides: 'catalog/overrides.jsonl',
  head: 'data/head.jsonl',
  catalog: 'data/catalog',
  /** Which of the prompts it is that was copied: its name, as text. */
  prompt: 'prompts/PROMPT',
} as const

/** Of a prompt only the name counts, which is its id. */
export function promptPlace(file: string): string {
  return `prompts/${file.replace(/^.*[/\\]/, '')}`
}

export function generationPlace(id: string): string {
  return `${places.catalog}/${id}.qmix`
}
