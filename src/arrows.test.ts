import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

// Who may import whom; anything not listed is refused.
const allowed: Record<string, readonly string[]> = {
  main: ['http', 'ingest', 'evaluate', 'analyse', 'adapters', 'report', 'speller', 'config.ts', 'eval/baselines'],
  http: ['speller'],
  ingest: ['speller'],
  evaluate: ['report', 'speller'],
  analyse: ['evaluate', 'report', 'speller'],
  report: [],
  adapters: ['speller'],
  testing: ['speller'],
  'config.ts': ['speller', 'config-fields.ts', 'config-correctors.ts'],
  'config-correctors.ts': ['config-fields.ts'],
  'config-fields.ts': [],
  speller: [],
  // outside of src, since nothing that is served needs them
  'eval/baselines': ['evaluate', 'speller'],
}
const src = import.meta.dirname
const baselines = '../eval/baselines/'
const filesIn = (folder: string) =>
  readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' }).map((file) => folder + file)
const files = [...filesIn(''), ...filesIn(baselines)].filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/(^|\/)(contract|testing)\b/.test(file),
)
const importsOf = (file: string) =>
  [...readFileSync(join(src, file), 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((m) => m[1]!)
const ring = (file: string) => (file.startsWith(baselines) ? 'eval/baselines' : file.split('/')[0]!)
const port = (file: string) => file.split('/').slice(0, 2).join('/')

describe('arrows', () => {
  it.each(files)('%s imports only what its ring may', (file) => {
    const targets = importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) => relative(src, join(src, dirname(file), target)))
    const permitted = (to: string) =>
      ring(to) === ring(file)
        ? ring(file) !== 'adapters' || port(to) === port(file)
        : (allowed[ring(file)]?.includes(ring(to)) ?? false)
    expect(targets.filter((to) => !permitted(to))).toEqual([])
    if (ring(file) === 'speller') expect(importsOf(file).filter((target) => !target.startsWith('.'))).toEqual([])
  })
})
