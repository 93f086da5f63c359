import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadConfig, summary } from './config.ts'

const root = join(import.meta.dirname, '..')
const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))
const text = ['README.md', ...guides.map((file) => join('docs', file))]
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n')
const variables = [...summary(loadConfig({})).matchAll(/(?:^| )([A-Z][A-Z_]+)=/gm)].map((match) => match[1]!)

it.each(variables)('%s is said what it does in the README or a guide', (name) => {
  expect(text).toMatch(new RegExp(`(?<![A-Z_])${name}(?![A-Z_])`))
})

it('reads more than fifty variables', () => {
  expect(variables.length).toBeGreaterThan(50)
})
